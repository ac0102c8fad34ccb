package dev.latchkey.cli.sight;

import dev.latchkey.sharding.SeenLock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Held and awaited locks, one a line, in the width of a terminal. */
public final class LockTable {

    private static final List<String> TITLES = List.of("SHARD", "LOCK", "STATE", "AGE", "SESSION", "BY", "FOR");

    /** Those that may be cut, and to what at least; the others are short, or of no use when they are cut. */
    private static final int[] LEAST = {
        Integer.MAX_VALUE, 22, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 14, 10
    };

    private static final String GAP = "  ";
    private static final String CUT = "..";

    private LockTable() {}

    /** The table, without a line break at its end. */
    public static String of(List<SeenLock> locks, int width) {
        if (locks.isEmpty()) {
            return "no lock is held or awaited";
        }
        List<List<String>> rows = Stream.concat(
                        Stream.of(TITLES), locks.stream().map(LockTable::cells))
                .toList();
        int[] widths = widths(rows, width);
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining(System.lineSeparator()));
    }

    private static List<String> cells(SeenLock lock) {
        HolderLine session = HolderLine.of(lock);
        return Stream.of(
                        lock.shard(),
                        lock.lockName(),
                        lock.state() == SeenLock.State.HELD ? "held" : "awaits",
                        session.age(),
                        Long.toString(session.session()),
                        session.program(),
                        lock.purpose().orElse(""))
                .map(Printable::of)
                .toList();
    }

    private static int[] widths(List<List<String>> rows, int width) {
        int[] widths = IntStream.range(0, TITLES.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElseThrow())
                .toArray();
        int tooMuch = Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1) - width;
        for (; tooMuch > 0; tooMuch--) {
            int widest = widest(widths);
            if (widths[widest] <= LEAST[widest]) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    /** The column that can spare most. */
    private static int widest(int[] widths) {
        return IntStream.range(0, widths.length)
                .reduce((a, b) -> widths[b] - LEAST[b] > widths[a] - LEAST[a] ? b : a)
                .orElseThrow();
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> fitted(row.get(column), widths[column], column))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    /** Numbers stand to the right. */
    private static String fitted(String text, int width, int column) {
        String cut = text.length() <= width ? text : text.substring(0, width - CUT.length()) + CUT;
        String format = TITLES.get(column).equals("AGE") || TITLES.get(column).equals("SESSION") ? "%" : "%-";
        return (format + width + "s").formatted(cut);
    }
}
