package dev.latchkey.trials.demo;

import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.Random;

/**
 * The sessions on the shards, seen from outside and killed. Each look is a connection of its own, in no pool, so that it neither
 * disturbs our pools nor is disturbed by what was done to the server before.
 */
final class Sessions {

    /** ER_NO_SUCH_THREAD: the session had ended, or held the lock no more. */
    private static final int NO_SUCH_SESSION = 1094;

    private static final String LOGIN_PROPERTIES = "connectTimeout=5000&socketTimeout=10000";

    private final Fleet fleet;

    Sessions(Fleet fleet) {
        this.fleet = fleet;
    }

    /** The session that holds the lock of this event's account now. */
    OptionalLong holder(Event event) throws SQLException {
        try (Connection connection = connect(shardOf(event));
                PreparedStatement statement = connection.prepareStatement("SELECT IS_USED_LOCK(?)")) {
            statement.setString(1, lockName(event));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Long id = row.getObject(1, Long.class);
                return id == null ? OptionalLong.empty() : OptionalLong.of(id);
            }
        }
    }

    /** Kills the session that holds the lock of this event's account, if it still does when the server comes to it. */
    boolean killHolder(Event event) throws SQLException {
        OptionalLong holder = holder(event);
        if (holder.isEmpty()) {
            return false;
        }
        try (Connection connection = connect(shardOf(event));
                PreparedStatement kill = connection.prepareStatement("KILL IF(IS_USED_LOCK(?) = ?, ?, 0)")) {
            kill.setString(1, lockName(event));
            kill.setLong(2, holder.getAsLong());
            kill.setLong(3, holder.getAsLong());
            kill.execute();
            return true;
        } catch (SQLException e) {
            return ended(e);
        }
    }

    /** Kills some session of our account in our schema on some shard, whatever it does. False if there is none. */
    boolean killAny(Random random) throws SQLException {
        ServerConfig shard = fleet.shards()
                .get(random.nextInt(fleet.shards().size()))
                .server()
                .config();
        try (Connection connection = connect(shard);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT ID FROM information_schema.PROCESSLIST
                        WHERE USER = SUBSTRING_INDEX(USER(), '@', 1) AND DB = DATABASE() AND ID <> CONNECTION_ID()
                        ORDER BY RAND() LIMIT 1
                        """)) {
            if (!row.next()) {
                return false;
            }
            try (Statement kill = connection.createStatement()) {
                kill.execute("KILL " + row.getLong(1));
                return true;
            }
        } catch (SQLException e) {
            return ended(e);
        }
    }

    private static boolean ended(SQLException e) throws SQLException {
        if (e.getErrorCode() != NO_SUCH_SESSION) {
            throw e;
        }
        return false;
    }

    private static String lockName(Event event) {
        return LockName.of(Namespace.NONE, event.key()).text();
    }

    private ServerConfig shardOf(Event event) {
        return fleet.shardOf(event.key()).server().config();
    }

    private static Connection connect(ServerConfig shard) throws SQLException {
        String url = shard.url().text();
        return DriverManager.getConnection(
                url + (url.contains("?") ? "&" : "?") + LOGIN_PROPERTIES, shard.user(), shard.password());
    }
}
