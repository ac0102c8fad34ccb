package dev.latchkey.mysql;

import dev.latchkey.LockName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The text of the statement that takes one of several locks, and its answer. */
final class SlotStatements {

    /*
     * COALESCE asks for one lock after the other, until one is granted: ELT makes NULL of "held", and an answer of "granted" and of NULL, of
     * which nobody knows. A session could take a lock again that it has already, so it is asked first whether anybody has it.
     *
     * The gate is looked at before and afterwards. Who shuts it, and then looks at the slots, and who takes a slot, and then looks at the
     * gate: one of the two sees the other. The columns are evaluated from left to right.
     */
    private static final String TAKE_IF_FREE =
            "ELT(1 + IFNULL(IF(IS_FREE_LOCK(?), " + LockStatements.TAKE + "0), 0), 2), NULL, 'T%1$d', '?%1$d')";

    private static final String ALL_HELD = "NONE";

    /** A few: callers ask for the same numbers of locks again and again. */
    private static final Map<Integer, String> TEXTS = new ConcurrentHashMap<>();

    private SlotStatements() {}

    private static String text(int names) {
        String take = IntStream.range(0, names)
                .mapToObj(TAKE_IF_FREE::formatted)
                .collect(Collectors.joining(", ", "COALESCE(", ", '" + ALL_HELD + "')"));
        return "SELECT IF(IFNULL(IS_USED_LOCK(?), 0) IN (0, ?), %s, '%s'), IFNULL(IS_USED_LOCK(?), 0), %s"
                .formatted(take, ALL_HELD, LockStatements.TAKES_NO_WRITES);
    }

    /** Takes one that is free, the first of them, if the gate is open. */
    static OneTaken takeOne(Connection connection, List<LockName> names, Gate gate, boolean takesBack)
            throws SQLException {
        String sql =
                TEXTS.computeIfAbsent(names.size(), SlotStatements::text) + (takesBack ? LockStatements.TAKE_BACK : "");
        List<String> parameters = new ArrayList<>(List.of(gate.name().text(), Long.toString(gate.pass())));
        for (LockName name : names) {
            parameters.add(name.text());
            parameters.add(name.text());
        }
        parameters.add(gate.name().text());
        return LockStatements.ask(connection, sql, parameters, row -> {
            LockStatements.refuseReadOnly(row.getString(3));
            String answer = row.getString(1);
            long holder = row.getLong(2);
            OptionalLong shutBy = gate.isOpen(holder) ? OptionalLong.empty() : OptionalLong.of(holder);
            return answer.equals(ALL_HELD)
                    ? new OneTaken(null, true, shutBy)
                    : new OneTaken(names.get(Integer.parseInt(answer.substring(1))), answer.startsWith("T"), shutBy);
        });
    }
}
