package dev.latchkey.trials.demo;

import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
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
 * The sessions on the shards, seen from outside and killed. Its own connections are in no pool, so that it neither disturbs the
 * library's nor is disturbed by what was done to a server before. Used by one thread.
 */
final class Sessions implements AutoCloseable {

    /** ER_NO_SUCH_THREAD: the session had ended, or there was none. */
    private static final int NO_SUCH_SESSION = 1094;

    private final Fleet fleet;
    private final Map<ServerConfig, Connection> connections = new HashMap<>();

    Sessions(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Whether some session holds the lock of this event's account now. */
    boolean someoneHolds(Event event) throws SQLException {
        try (PreparedStatement ask = on(shardOf(event)).prepareStatement("SELECT IS_USED_LOCK(?) IS NOT NULL")) {
            ask.setString(1, lockName(event));
            try (ResultSet row = ask.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Kills the session that holds the lock of this event's account at this moment. False if there is none. */
    boolean killHolder(Event event) throws SQLException {
        try (PreparedStatement kill = on(shardOf(event)).prepareStatement("KILL IFNULL(IS_USED_LOCK(?), 0)")) {
            kill.setString(1, lockName(event));
            return hits(kill);
        }
    }

    /** Kills some session of our account in our schema on some shard, whatever it does. False if there is none. */
    boolean killAny(Random random) throws SQLException {
        ServerConfig config = fleet.shards()
                .get(random.nextInt(fleet.shards().size()))
                .server()
                .config();
        Connection shard = on(config);
        String schema = shard.getCatalog();
        List<ServerSession> ours = ServerSession.others(shard).stream()
                .filter(session ->
                        session.user().equals(config.user()) && session.schema().equals(schema))
                .toList();
        if (ours.isEmpty()) {
            return false;
        }
        try (PreparedStatement kill = shard.prepareStatement("KILL ?")) {
            kill.setLong(1, ours.get(random.nextInt(ours.size())).id());
            return hits(kill);
        }
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

    private static String lockName(Event event) {
        return LockName.of(Namespace.NONE, event.key()).text();
    }

    private ServerConfig shardOf(Event event) {
        return fleet.shardOf(event.key()).server().config();
    }

    /** The connection to a shard; a new one if the server was restarted under the last. */
    private Connection on(ServerConfig shard) throws SQLException {
        Connection connection = connections.get(shard);
        if (connection == null || !connection.isValid(1)) {
            connection = DriverManager.getConnection(shard.url().text(), shard.user(), shard.password());
            connections.put(shard, connection);
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
