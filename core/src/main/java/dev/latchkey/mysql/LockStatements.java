package dev.latchkey.mysql;

import dev.latchkey.LockName;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The texts of the lock statements, and their answers as constants. Every answer is read as it is: 1, 0 and NULL are three
 * different things. Each statement takes any number of names and asks for them in their order, in one round trip.
 */
final class LockStatements {

    /*
     * Fractions of a second: MySQL rounds them (0.4 s is "don't wait"), but ends a statement after MAX_EXECUTION_TIME
     * milliseconds with error 3024, the session intact. MariaDB waits for fractions as they stand; several waits in one
     * statement are bounded by max_statement_time there, and one that it ends answers NULL. No wait is without a bound:
     * where the statement has one, the argument, an hour, is only the bound behind it.
     */
    private static final String WITHOUT_WAITING = "SELECT ";

    private static final String MYSQL_WAITING = "SELECT /*+ MAX_EXECUTION_TIME(%d) */ ";
    private static final String MARIADB_WAITING = "SET STATEMENT max_statement_time = %s FOR SELECT ";

    /*
     * Since when and what for, where the view latchkey_lock finds it; with the request, for a round trip of its own would be too much.
     * Locks that share a session say nothing: one variable can't. The time is put right once a wait is over.
     */
    private static final String SAY = "@latchkey := CONCAT(UTC_TIMESTAMP(3), ' ', NULLIF(?, '')), ";

    private static final String SAY_SINCE = ", @latchkey := INSERT(@latchkey, 1, 23, CAST(UTC_TIMESTAMP(3) + INTERVAL"
            + " TIMESTAMPDIFF(MICROSECOND, NOW(3), SYSDATE(3)) MICROSECOND AS DATETIME(3)))";

    private static final String TAKE = "GET_LOCK(?, ";

    /** Two names that the server takes for one lock must not both be granted to one session. */
    private static final String TAKE_ONCE = "IF(IS_USED_LOCK(?) = CONNECTION_ID(), -1, GET_LOCK(?, ";

    /** A server may become read-only, or an address lead to another: asked with each grant, which excludes nobody there. */
    private static final String TAKES_NO_WRITES = "@@GLOBAL.read_only";

    private static final String NO_WAIT = "0";

    private static final BigDecimal BEHIND_THE_BOUND = BigDecimal.valueOf(3600);

    /** The most frequent one is made once. */
    private static final String TRY_ONE = sql(WITHOUT_WAITING, NO_WAIT, true, 1);

    private LockStatements() {}

    /** Asks which session this is, and of which server. */
    static SessionId introduce(Connection connection, Dialect dialect) throws SQLException {
        return ask(connection, "SELECT CONNECTION_ID(), " + dialect.identity(), List.of(), row -> {
            Long id = number(row, 1);
            if (id == null) {
                throw new SQLException("CONNECTION_ID() answered NULL");
            }
            return new SessionId(id, row.getString(2));
        });
    }

    /** Asks without waiting. */
    static Acquisition tryAcquire(Connection connection, Wanted wanted) throws SQLException {
        return wanted.alone()
                ? acquire(connection, TRY_ONE, wanted)
                : acquire(connection, WITHOUT_WAITING, NO_WAIT, wanted);
    }

    /** Waits in the server's queue for at most {@code limit}, which is at least a millisecond, for all names together. */
    static Acquisition acquire(Connection connection, Dialect dialect, Wanted wanted, Duration limit)
            throws SQLException {
        long millis = Math.max(1, limit.toMillis());
        BigDecimal seconds = BigDecimal.valueOf(millis, 3);
        return switch (dialect) {
            case MYSQL -> acquire(connection, MYSQL_WAITING.formatted(millis), BEHIND_THE_BOUND.toString(), wanted);
            case MARIADB ->
                wanted.names().size() == 1
                        ? acquire(connection, WITHOUT_WAITING, seconds.toPlainString(), wanted)
                        : acquire(
                                connection,
                                MARIADB_WAITING.formatted(seconds.toPlainString()),
                                BEHIND_THE_BOUND.toString(),
                                wanted);
        };
    }

    private static Acquisition acquire(Connection connection, String start, String seconds, Wanted wanted)
            throws SQLException {
        return acquire(
                connection, sql(start, seconds, wanted.alone(), wanted.names().size()), wanted);
    }

    private static String sql(String start, String seconds, boolean alone, int names) {
        String one = alone ? TAKE + seconds + ")" : TAKE_ONCE + seconds + "))";
        return start
                + SAY
                + String.join(", ", Collections.nCopies(names, one))
                + ", IS_USED_LOCK(?), "
                + TAKES_NO_WRITES
                + (seconds.equals(NO_WAIT) ? "" : SAY_SINCE);
    }

    private static Acquisition acquire(Connection connection, String sql, Wanted wanted) throws SQLException {
        List<String> parameters = new ArrayList<>();
        parameters.add(wanted.purpose());
        for (LockName name : wanted.names()) {
            parameters.add(name.text());
            if (!wanted.alone()) {
                parameters.add(name.text());
            }
        }
        parameters.add(wanted.names().get(0).text());
        return ask(connection, sql, parameters, row -> {
            List<Answer> answers = new ArrayList<>();
            for (int i = 0; i < wanted.names().size(); i++) {
                answers.add(Answer.of(number(row, 2 + i)));
            }
            refuseReadOnly(row.getString(3 + answers.size()));
            return new Acquisition(answers, number(row, 2 + answers.size()));
        });
    }

    /** The variable is 0 or 1, or a word where it has more values. */
    private static void refuseReadOnly(String takesNoWrites) throws SQLException {
        if (!takesNoWrites.equals("0") && !takesNoWrites.equals("OFF")) {
            throw new SQLException(
                    "it is read-only: it was demoted, or is a replica, and a lock there excludes nobody who works on the primary",
                    ServerErrors.UNFIT_SERVER);
        }
    }

    /** Which of these locks this session holds now. */
    static Set<LockName> held(Connection connection, List<LockName> names) throws SQLException {
        String sql =
                "SELECT " + String.join(", ", Collections.nCopies(names.size(), "IS_USED_LOCK(?) = CONNECTION_ID()"));
        return ask(connection, sql, texts(names), row -> {
            Set<LockName> held = new HashSet<>();
            for (int i = 0; i < names.size(); i++) {
                Long answer = number(row, i + 1);
                if (answer != null && answer == 1) {
                    held.add(names.get(i));
                }
            }
            return held;
        });
    }

    /** Releases these locks in this order. */
    static List<Answer> release(Connection connection, List<LockName> names) throws SQLException {
        return ask(connection, "SELECT " + releases(names), texts(names), row -> answers(row, names.size()));
    }

    /** Releases all that the session has; how many acquisitions those were. */
    static long releaseAll(Connection connection) throws SQLException {
        return ask(connection, "SELECT RELEASE_ALL_LOCKS()", List.of(), row -> rest(row, 1));
    }

    private static long rest(ResultSet row, int column) throws SQLException {
        Long rest = number(row, column);
        if (rest == null) {
            throw new SQLException("RELEASE_ALL_LOCKS() answered NULL");
        }
        return rest;
    }

    /** Releases these locks in this order, and then whatever else the session has; how many those were comes last. */
    static Released releaseAll(Connection connection, List<LockName> names) throws SQLException {
        String sql = "SELECT " + releases(names) + ", RELEASE_ALL_LOCKS()";
        return ask(
                connection,
                sql,
                texts(names),
                row -> new Released(answers(row, names.size()), rest(row, names.size() + 1)));
    }

    private static String releases(List<LockName> names) {
        return String.join(", ", Collections.nCopies(names.size(), "RELEASE_LOCK(?)"));
    }

    private static List<Answer> answers(ResultSet row, int count) throws SQLException {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(Answer.of(number(row, i + 1)));
        }
        return answers;
    }

    private static List<String> texts(List<LockName> names) {
        return names.stream().map(LockName::text).toList();
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Not executeQuery: the driver takes MariaDB's SET STATEMENT … FOR SELECT for a statement without a result. */
    private static <T> T ask(Connection connection, String sql, List<String> parameters, Reader<T> reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            statement.execute();
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return reader.read(row);
            }
        }
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        return row.getObject(column, Long.class);
    }
}
