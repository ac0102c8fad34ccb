package dev.latchkey.trials.support;

import static org.awaitility.Awaitility.await;

import dev.latchkey.LockKey;
import dev.latchkey.WorkId;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.servers.ServerSession;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Two shards and a ledger on the servers under test, with a table for effects. One for all test classes of the JVM; each test
 * uses keys and work ids of its own.
 */
public final class TestFleet implements AutoCloseable {

    private static final String TAPPED = "?queryInterceptors=" + StatementTap.class.getName();
    private static final AtomicLong NUMBERS = new AtomicLong(1000);

    private static @Nullable TestFleet shared;

    private final FleetConfig config;
    private final Fleet fleet;

    private TestFleet() {
        List<DatabaseServer> servers = TestServers.three();
        this.config =
                FleetConfig.of(List.of(server(servers, 0), server(servers, 1))).withLedger(server(servers, 2));
        Migrations.migrate(config);
        config.shards().forEach(TestFleet::createTables);
        this.fleet = Fleet.open(config);
    }

    /** One with schemas of its own, on the same servers. */
    public static TestFleet fresh() {
        return new TestFleet();
    }

    @Override
    public void close() {
        fleet.close();
    }

    /** The one of this JVM. */
    public static synchronized TestFleet shared() {
        if (shared == null) {
            shared = new TestFleet();
        }
        return shared;
    }

    private static ServerConfig server(List<DatabaseServer> servers, int i) {
        DatabaseServer server = servers.get(i);
        return ServerConfig.of(TestServers.freshSchema(i) + TAPPED, server.user(), server.password())
                .withPoolSize(8)
                .withLease(Duration.ofSeconds(60));
    }

    private static void createTables(ServerConfig shard) {
        execute(
                shard,
                "CREATE TABLE effect (work_id VARCHAR(255) NOT NULL, note VARCHAR(255), KEY (work_id)) ENGINE = InnoDB");
        execute(shard, "CREATE TABLE counter (id BIGINT PRIMARY KEY, n BIGINT NOT NULL) ENGINE = InnoDB");
    }

    /** The same servers, the first shard reached through this proxy, with one session for locks there. */
    public FleetConfig throughProxy(TcpProxy firstShard) {
        return new FleetConfig(
                List.of(
                        via(firstShard, config.shards().get(0))
                                .withLease(Duration.ofSeconds(5))
                                .withLimits(config.shards()
                                        .get(0)
                                        .limits()
                                        .withPoolSize(1)
                                        .withCloseTimeout(Duration.ofSeconds(1))),
                        config.shards().get(1)),
                config.ledger(),
                config.namespace(),
                config.whenLedgerIsDown());
    }

    /** The same server, reached through this proxy. */
    public static ServerConfig via(TcpProxy proxy, ServerConfig server) {
        String url = server.url().text().replace(server.url().address(), "127.0.0.1:" + proxy.port());
        return server.withUrl(url);
    }

    /** Host and port of this server. */
    public static URI address(ServerConfig server) {
        return URI.create("tcp://" + server.url().address());
    }

    /** A proxy to this server. */
    public static TcpProxy proxyTo(ServerConfig server) {
        URI address = address(server);
        return TcpProxy.to(address.getHost(), address.getPort());
    }

    public Fleet fleet() {
        return fleet;
    }

    /** After buckets have come back to where they were: to the fleet of all tests they have never been away. */
    public void forgetMoves() {
        config.shards().forEach(shard -> execute(shard, "UPDATE latchkey_bucket SET epoch = 1"));
    }

    public FleetConfig config() {
        return config;
    }

    /** A lock key that no other test uses, on either shard. */
    public static LockKey newKey() {
        return LockKey.parse("ACCOUNT_" + NUMBERS.incrementAndGet() + "_TEST");
    }

    /** A lock key that no other test uses, at home on this shard. */
    public LockKey newKeyOn(String shard) {
        LockKey key = newKey();
        while (!fleet.shardOf(key).name().equals(shard)) {
            key = newKey();
        }
        return key;
    }

    /** A work id that no other test uses. */
    public static WorkId newWorkId() {
        return WorkId.of("work-" + NUMBERS.incrementAndGet());
    }

    /** The work of most tests: leaves one row. */
    public static void leaveEffect(Connection connection, WorkId workId) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO effect (work_id) VALUES (?)")) {
            insert.setString(1, workId.text());
            insert.executeUpdate();
        }
    }

    /** How many rows the work left, on all shards together. */
    public int effects(WorkId workId) {
        return config.shards().stream()
                .mapToInt(shard -> (int) number(shard, "SELECT COUNT(*) FROM effect WHERE work_id = ?", workId.text()))
                .sum();
    }

    /** The server that a key is at home on. */
    public ServerConfig home(LockKey key) {
        String url = fleet.shardOf(key).server().config().url().text();
        return config.shards().stream()
                .filter(shard -> shard.url().text().equals(url))
                .findFirst()
                .orElseThrow();
    }

    /** A connection beside all pools. */
    public static Connection connect(ServerConfig server) {
        try {
            return DriverManager.getConnection(server.url().text(), server.user(), server.password());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** One statement, beside all pools. */
    public static void execute(ServerConfig server, String sql) {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** The first column of the first row, which must be there and a number, beside all pools; -1 for NULL. */
    public static long number(ServerConfig server, String sql, String... parameters) {
        try (Connection connection = connect(server);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Long number = row.getObject(1, Long.class);
                return number == null ? -1 : number;
            }
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** Ends a session and waits until it is gone. */
    public static void kill(ServerConfig server, long session) {
        sendKill(server, session);
        await("the end of session " + session).until(() -> isGone(server, session));
    }

    /**
     * Ends a session in the middle of whatever it does. Of some thousand, MySQL 5.7 cuts the connection of one, but keeps the session and
     * its locks until its {@code wait_timeout}: that one is not waited for.
     *
     * @return whether it is gone
     */
    public static boolean killInTheMiddle(ServerConfig server, long session) {
        sendKill(server, session);
        try {
            await().atMost(Duration.ofSeconds(5)).until(() -> isGone(server, session));
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private static void sendKill(ServerConfig server, long session) {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute("KILL " + session);
        } catch (SQLException e) {
            if (e.getErrorCode() != 1094) { // no such session: gone already
                throw new AssertionError(e);
            }
        }
    }

    /** Whether nobody holds the lock of this name. */
    public static boolean isFree(ServerConfig server, String lockName) {
        return number(server, "SELECT IS_FREE_LOCK(?)", lockName) == 1;
    }

    /** How many sessions wait for some named lock on this server with a statement that names this one. */
    public static long waiters(ServerConfig server, String lockName) {
        return sessions(
                server,
                session -> session.waitsForALock() && session.statement().contains("'" + lockName + "'"));
    }

    /** How many such sessions the server has now, beside the one that asks. */
    public static long sessions(ServerConfig server, Predicate<ServerSession> which) {
        try (Connection connection = connect(server)) {
            return ServerSession.others(connection).stream().filter(which).count();
        } catch (SQLException e) {
            throw new AssertionError("the sessions of " + server.url(), e);
        }
    }

    /** How many sessions use the schema of this server, beside the one that asks. */
    public static long sessionsInItsSchema(ServerConfig server) {
        String schema = server.url().text().replaceAll(".*/|\\?.*", "");
        return sessions(server, session -> session.schema().equals(schema));
    }

    /** Whether the server has no such session any more. */
    public static boolean isGone(ServerConfig server, long id) {
        return sessions(server, session -> session.id() == id) == 0;
    }
}
