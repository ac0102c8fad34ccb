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
import java.util.concurrent.TimeUnit;
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
     * Since when and what for, where the view latchkey_lock finds it. A statement that waits says so as it is sent, and puts the time right
     * once the wait is over. One that doesn't wait would cost a quarter to a third more: a lock that it takes is spoken of by the
     * heartbeat, if it is held for long. What was said of a lock before is taken back with the next one. Locks that share a session say
     * nothing: one variable can't.
     */
    private static final String SAY = "@latchkey := CONCAT(UTC_TIMESTAMP(3), ' ', ?), ";

    private static final String SAY_SINCE = ", @latchkey := INSERT(@latchkey, 1, 23, CAST(UTC_TIMESTAMP(3) + INTERVAL"
            + " TIMESTAMPDIFF(MICROSECOND, NOW(3), SYSDATE(3)) MICROSECOND AS DATETIME(3)))";

    private static final String SAY_LATER =
            "SET @latchkey = CONCAT(CAST(UTC_TIMESTAMP(3) - INTERVAL ? MICROSECOND AS DATETIME(3)), ' ', ?)";

    static final String TAKE_BACK = ", @latchkey := NULL";

    static final String TAKE = "GET_LOCK(?, ";

    /** Two names that the server takes for one lock must not both be granted to one session. */
    private static final String TAKE_ONCE = "IF(IS_USED_LOCK(?) = CONNECTION_ID(), -1, GET_LOCK(?, ";

    /** A server may become read-only, or an address lead to another: asked with each grant, which excludes nobody there. */
    static final String TAKES_NO_WRITES = "@@GLOBAL.read_only";

    private static final BigDecimal BEHIND_THE_BOUND = BigDecimal.valueOf(3600);

    /** The most frequent one is made once. */
    private static final String TRY_ONE = WITHOUT_WAITING + requests("0", true, 1);

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

    /**
     * Asks without waiting.
     *
     * @param takesBack whether something was said of a lock before
     */
    static Acquisition tryAcquire(Connection connection, Wanted wanted, boolean takesBack) throws SQLException {
        String sql = wanted.alone()
                ? TRY_ONE
                : WITHOUT_WAITING + requests("0", false, wanted.names().size());
        return ask(
                connection, takesBack ? sql + TAKE_BACK : sql, parameters(wanted), row -> acquisition(row, 1, wanted));
    }

    /** Waits in the server's queue for at most {@code limit}, which is at least a millisecond, for all names together. */
    static Acquisition acquire(Connection connection, Dialect dialect, Wanted wanted, String purpose, Duration limit)
            throws SQLException {
        long millis = Math.max(1, limit.toMillis());
        BigDecimal seconds = BigDecimal.valueOf(millis, 3);
        boolean inFractions = dialect == Dialect.MARIADB && wanted.names().size() == 1;
        String start = switch (dialect) {
            case MYSQL -> MYSQL_WAITING.formatted(millis);
            case MARIADB -> inFractions ? WITHOUT_WAITING : MARIADB_WAITING.formatted(seconds.toPlainString());
        };
        BigDecimal bound = inFractions ? seconds : BEHIND_THE_BOUND;
        String requests =
                requests(bound.toPlainString(), wanted.alone(), wanted.names().size());
        List<String> parameters = parameters(wanted);
        parameters.add(0, purpose);
        return ask(connection, start + SAY + requests + SAY_SINCE, parameters, row -> acquisition(row, 2, wanted));
    }

    private static String requests(String seconds, boolean alone, int names) {
        String one = alone ? TAKE + seconds + ")" : TAKE_ONCE + seconds + "))";
        return String.join(", ", Collections.nCopies(names, one)) + ", IS_USED_LOCK(?), " + TAKES_NO_WRITES;
    }

    private static List<String> parameters(Wanted wanted) {
        List<String> parameters = new ArrayList<>();
        for (LockName name : wanted.names()) {
            parameters.add(name.text());
            if (!wanted.alone()) {
                parameters.add(name.text());
            }
        }
        parameters.add(wanted.names().get(0).text());
        return parameters;
    }

    private static Acquisition acquisition(ResultSet row, int first, Wanted wanted) throws SQLException {
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < wanted.names().size(); i++) {
            answers.add(Answer.of(number(row, first + i)));
        }
        int next = first + answers.size();
        refuseReadOnly(row.getString(next + 1));
        return new Acquisition(answers, number(row, next));
    }

    /** Says what the session's lock is for, which it has had for so long. */
    static void say(Connection connection, Duration held, String purpose) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SAY_LATER)) {
            statement.setLong(1, TimeUnit.NANOSECONDS.toMicros(held.toNanos()));
            statement.setString(2, purpose);
            statement.execute();
        }
    }

    /** The variable is 0 or 1, or a word where it has more values. */
    static void refuseReadOnly(String takesNoWrites) throws SQLException {
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

    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Not executeQuery: the driver takes MariaDB's SET STATEMENT … FOR SELECT for a statement without a result. */
    static <T> T ask(Connection connection, String sql, List<String> parameters, Reader<T> reader) throws SQLException {
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
