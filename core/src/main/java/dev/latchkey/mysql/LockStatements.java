package dev.latchkey.mysql;

import dev.latchkey.LockName;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The texts of the lock statements, and their answers as constants. Every answer is read as it is: 1, 0 and NULL are three
 * different things.
 */
final class LockStatements {

    /*
     * Fractions of a second: MySQL rounds them (0.4 s is "don't wait"), but ends a statement after MAX_EXECUTION_TIME
     * milliseconds with error 3024, the session intact. MariaDB waits for fractions as they stand. No wait is without a
     * bound: on MySQL the argument, an hour, is only the bound behind the hint.
     */
    private static final String ACQUIRE = "SELECT %s GET_LOCK(?, ?), CONNECTION_ID(), %s";

    private static final String MILLISECONDS = "/*+ MAX_EXECUTION_TIME(%d) */";
    private static final BigDecimal BEHIND_THE_HINT = BigDecimal.valueOf(3600);

    /** The server's answer to a request for a lock. */
    enum Answer {
        /** 1. */
        GRANTED,
        /** 0, or the wait was ended by its bound. */
        HELD_BY_ANOTHER,
        /** NULL: an error, or the statement was killed. Nothing is known about the lock. */
        NONE
    }

    /**
     * An answer, and who gave it to whom.
     *
     * @param session the connection id that holds the lock if it was granted
     * @param server the identity of the server that answered
     */
    record Acquisition(Answer answer, long session, String server) {}

    private LockStatements() {}

    static Acquisition tryAcquire(Connection connection, Dialect dialect, LockName name) throws SQLException {
        return acquire(connection, ACQUIRE.formatted("", dialect.identity()), name, BigDecimal.ZERO);
    }

    /** Waits in the server's queue for at most {@code limit}, which is at least a millisecond. */
    static Acquisition acquire(Connection connection, Dialect dialect, LockName name, Duration limit)
            throws SQLException {
        long millis = Math.max(1, limit.toMillis());
        return switch (dialect) {
            case MYSQL ->
                acquire(
                        connection,
                        ACQUIRE.formatted(MILLISECONDS.formatted(millis), dialect.identity()),
                        name,
                        BEHIND_THE_HINT);
            case MARIADB ->
                acquire(connection, ACQUIRE.formatted("", dialect.identity()), name, BigDecimal.valueOf(millis, 3));
        };
    }

    private static Acquisition acquire(Connection connection, String sql, LockName name, BigDecimal seconds)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name.text());
            statement.setBigDecimal(2, seconds);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Acquisition(answer(number(row, 1)), id(row, 2), row.getString(3));
            }
        }
    }

    private static Answer answer(@Nullable Long number) {
        if (number == null) {
            return Answer.NONE;
        }
        return number == 1 ? Answer.GRANTED : Answer.HELD_BY_ANOTHER;
    }

    /** Whether this session holds the lock now. */
    static boolean holds(Connection connection, LockName name) throws SQLException {
        Long answer = ask(connection, "SELECT IS_USED_LOCK(?) = CONNECTION_ID()", name.text());
        return answer != null && answer == 1;
    }

    /** How many locks the session has just released; each acquisition counts. */
    static long releaseAll(Connection connection) throws SQLException {
        Long answer = ask(connection, "SELECT RELEASE_ALL_LOCKS()");
        if (answer == null) {
            throw new SQLException("RELEASE_ALL_LOCKS() answered NULL");
        }
        return answer;
    }

    private static @Nullable Long ask(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return number(row, 1);
            }
        }
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        return row.getObject(column, Long.class);
    }

    private static long id(ResultSet row, int column) throws SQLException {
        Long id = number(row, column);
        if (id == null) {
            throw new SQLException("CONNECTION_ID() answered NULL");
        }
        return id;
    }
}
