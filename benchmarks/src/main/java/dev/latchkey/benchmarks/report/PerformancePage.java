package dev.latchkey.benchmarks.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.latchkey.benchmarks.measure.Aim;
import dev.latchkey.benchmarks.measure.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The page with all figures: {@code performance.md}, made of the last full report for each server, which stay beside it as JSON in
 * {@code performance/}, with a chart for each measurement.
 */
public final class PerformancePage {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Which figure of a measurement is drawn, by the first that it has. */
    private static final Map<String, String> DRAWN = drawn();

    private final Path docs;
    private final Path folder;

    /** The page in this folder. */
    public PerformancePage(Path docs) {
        this.docs = docs;
        this.folder = docs.resolve("performance");
    }

    private static Map<String, String> drawn() {
        Map<String, String> drawn = new LinkedHashMap<>();
        drawn.put("idleP50Millis", "free while wanted, median, ms");
        drawn.put("perSecond", "per second");
        drawn.put("p50Millis", "median, ms");
        drawn.put("bytes", "bytes");
        drawn.put("shard", "statements on the shard");
        drawn.put("nanos", "ns");
        return drawn;
    }

    /** Takes a report in, and writes the page anew. */
    public Path add(BenchReport report) throws IOException {
        Files.createDirectories(folder);
        String name = name(report.place().server());
        Files.writeString(
                folder.resolve(name + ".json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (Path file : reports()) {
            append(page, JSON.readValue(file.toFile(), BenchReport.class));
        }
        Path written = docs.resolve("performance.md");
        Files.writeString(written, page);
        return written;
    }

    private List<Path> reports() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static String name(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("-$", "");
    }

    private static final String INTRODUCTION = """
            # How fast, beside what people would pick instead
            Written by `./latchkey bench`; `./latchkey bench --quick` measures what has an aim in three minutes. Contenders take turns
            in one run on one server: compare the figures of one measurement, not those of two. A ratio is the median of the rounds'
            ratios, ours to theirs; for idle times less is better. Each rival is used as its manual says: HikariCP and Connector/J by hand,
            with autocommit off where that spares statements, ShedLock's `JdbcTemplateLockProvider` by the database's time, Spring Integration's `JdbcLockRegistry`
            on a `DefaultLockRepository`, Redisson with its defaults on a Redis that writes nothing to disk, which favours it.
            By hand, nobody asks at the commit whether the lock is still held, and nothing keeps a crash between commit and mark from
            doubling the effect.

            ## Where it is slower, and why
            * **A lock costs some 15 microseconds of processor more than by hand**, 73 to 57 for a pair on MariaDB,
              measured apart with one thread on a busy machine (server 37 to 29, client 36
              to 28): the answer says also who holds the lock and whether the server still takes writes, and in Java each lock has its
              permit, its watch by the heartbeat and its events, spread so thin that no single place has more than 3 in 100 of it. The
              round trips are the same two; on a network their time is all that counts.
            * **By key on a fleet** a third round trip asks whether the shard still owns the bucket. It must come after GET_LOCK, and
              servers read a table before they call a function of the same statement.
            * **Redisson** needs two round trips for a pair, as Latchkey does. On a machine whose cores fall asleep between them, a
              round trip costs 80 to 100 microseconds, whatever is asked: so twice its throughput is out of reach there. ShedLock and
              JdbcLockRegistry commit rows, whose cost is that of the server's commit, which is why the ratio to them differs among servers.
            * **A guarded run writes two things more than its work**, the receipt and its mark: on the shard 460 microseconds of processor
              with 16 threads on MariaDB, of which the commit procedure has 160, the lock and the work 100, the network 55, the mark 80, and on the
              ledger 105; by hand, which writes its table of what is done on the other cluster alone, 210 and 165. Where clients and servers
              share two processors, that is the ratio. Where each has its own, round trips count, and there are fewer of them.
            """;

    private void append(StringBuilder page, BenchReport report) throws IOException {
        Place place = report.place();
        page.append("""

                ## %s
                %s. %s. %s. %s.

                | | measured | aim | |
                |---|---|---|---|
                """.formatted(place.server(), place.date(), place.machine(), place.versions(), place.durability()));
        for (Aim aim : report.aims()) {
            page.append("| %s | %.2f | %.2f | %s |\n"
                    .formatted(aim.name(), aim.ratio(), aim.aim(), aim.met() ? "met" : "**missed**"));
        }
        Map<String, List<Result>> measurements = new LinkedHashMap<>();
        report.results()
                .forEach(result -> measurements
                        .computeIfAbsent(result.measurement(), none -> new ArrayList<>())
                        .add(result));
        for (Map.Entry<String, List<Result>> measurement : measurements.entrySet()) {
            measurement.getValue().sort(Comparator.comparingInt(Result::threads)); // as people read it
            append(page, place, measurement.getKey(), measurement.getValue());
        }
    }

    private void append(StringBuilder page, Place place, String title, List<Result> results) throws IOException {
        page.append("\n### %s\n".formatted(title));
        List<String> figures = List.copyOf(results.get(0).figures().keySet());
        String drawn =
                DRAWN.keySet().stream().filter(figures::contains).findFirst().orElse("");
        if (!drawn.isEmpty() && results.size() > 1) {
            String chart = name(place.server()) + "-" + name(title) + ".svg";
            Files.writeString(
                    folder.resolve(chart), Chart.svg(title, drawn, DRAWN.getOrDefault(drawn, drawn), results));
            page.append("![%s](performance/%s)\n\n".formatted(title, chart));
        }
        page.append("| | threads | %s |\n|---|---|%s\n"
                .formatted(String.join(" | ", figures), "---|".repeat(figures.size())));
        for (Result result : results) {
            page.append("| %s | %d |".formatted(result.contender(), result.threads()));
            figures.forEach(figure -> page.append(" %s |".formatted(result.said(figure))));
            page.append("\n");
        }
    }
}
