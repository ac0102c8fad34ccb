package dev.latchkey.trials.stage;

import dev.latchkey.LockName;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.servers.ServerSession;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The sessions on servers, seen from outside and killed. Its own connections are in no pool, so that it neither disturbs the
 * library's nor is disturbed by what was done to a server before. Used by one thread.
 */
public final class Sessions implements AutoCloseable {

    /** ER_NO_SUCH_THREAD: the session had ended, or there was none. */
    private static final int NO_SUCH_SESSION = 1094;

    private final Map<ServerConfig, Connection> connections = new HashMap<>();

    /** Whether some session holds this lock now. */
    public boolean someoneHolds(ServerConfig server, LockName name) throws SQLException {
        try (PreparedStatement ask = on(server).prepareStatement("SELECT IS_USED_LOCK(?) IS NOT NULL")) {
            ask.setString(1, name.text());
            try (ResultSet row = ask.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Kills the session that holds this lock at this moment. False if there is none. */
    public boolean killHolder(ServerConfig server, LockName name) throws SQLException {
        try (PreparedStatement kill = on(server).prepareStatement("KILL IFNULL(IS_USED_LOCK(?), 0)")) {
            kill.setString(1, name.text());
            return hits(kill);
        }
    }

    /** Kills some session of our account in our schema, whatever it does. False if there is none. */
    public boolean killAny(ServerConfig server, Random random) throws SQLException {
        return killOne("KILL ?", ours(server), server, random);
    }

    /** Kills the statement that some session of our account in our schema runs. False if none runs one. */
    public boolean killAnyStatement(ServerConfig server, Random random) throws SQLException {
        List<ServerSession> busy = ours(server).stream()
                .filter(session -> !session.statement().isEmpty())
                .toList();
        return killOne("KILL QUERY ?", busy, server, random);
    }

    private boolean killOne(String kill, List<ServerSession> sessions, ServerConfig server, Random random)
            throws SQLException {
        if (sessions.isEmpty()) {
            return false;
        }
        try (PreparedStatement statement = on(server).prepareStatement(kill)) {
            statement.setLong(1, sessions.get(random.nextInt(sessions.size())).id());
            return hits(statement);
        }
    }

    private List<ServerSession> ours(ServerConfig server) throws SQLException {
        Connection connection = on(server);
        String schema = connection.getCatalog();
        return ServerSession.others(connection).stream()
                .filter(session ->
                        session.user().equals(server.user()) && session.schema().equals(schema))
                .toList();
    }

    private static boolean hits(PreparedStatement kill) throws SQLException {
        try {
            kill.execute();
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() != NO_SUCH_SESSION) {
                throw e;
            }
            return false;
        }
    }

    /** The connection to a server; a new one if the server was restarted under the last. */
    private Connection on(ServerConfig server) throws SQLException {
        Connection connection = connections.get(server);
        if (connection == null || !connection.isValid(1)) {
            connection = DriverManager.getConnection(server.url().text(), server.user(), server.password());
            connections.put(server, connection);
        }
        return connection;
    }

    @Override
    public void close() {
        for (Connection connection : connections.values()) {
            try {
                connection.close();
            } catch (SQLException e) {
                // The server had ended it.
            }
        }
    }
}
