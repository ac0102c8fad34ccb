package dev.latchkey.trials.servers;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session of a server at one moment, as {@code SHOW PROCESSLIST} lists it. As the
 * library reads it, too.
 *
 * @param schema the one it uses; empty if none
 * @param state what the server is at for it: {@code User lock} in the queue for a named lock
 * @param statement the one that runs; empty if none does
 */
public record ServerSession(long id, String user, String schema, String state, String statement) {

    /** All but the one that asks, as far as its account may see them. */
    public static List<ServerSession> others(Connection connection) throws SQLException {
        long own = ownId(connection);
        List<ServerSession> sessions = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW FULL PROCESSLIST")) {
            while (row.next()) {
                sessions.add(new ServerSession(
                        row.getLong("Id"),
                        text(row.getString("User")),
                        text(row.getString("db")),
                        text(row.getString("State")),
                        text(row.getString("Info"))));
            }
        }
        sessions.removeIf(session -> session.id == own);
        return sessions;
    }

    private static long ownId(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String text(@Nullable String column) {
        return column == null ? "" : column;
    }

    /** Whether it is in the server's queue for a named lock. */
    public boolean waitsForALock() {
        return state.equals("User lock");
    }
}
