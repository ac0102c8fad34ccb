package dev.latchkey.benchmarks.rivals;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The two statements, as one writes them by hand; answers are checked, and nothing else. */
public final class LocksByHand {

    private LocksByHand() {}

    /**
     * Takes the lock.
     *
     * @param seconds how long to wait for it
     * @throws IllegalStateException if it wasn't granted
     */
    public static void acquire(Connection connection, String name, int seconds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT GET_LOCK(?, ?)")) {
            statement.setString(1, name);
            statement.setInt(2, seconds);
            requireOne(statement, name);
        }
    }

    /** Releases it. */
    public static void release(Connection connection, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT RELEASE_LOCK(?)")) {
            statement.setString(1, name);
            requireOne(statement, name);
        }
    }

    private static void requireOne(PreparedStatement statement, String name) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next() || row.getInt(1) != 1) {
                throw new IllegalStateException("lock " + name + " was not granted, or not held");
            }
        }
    }
}
