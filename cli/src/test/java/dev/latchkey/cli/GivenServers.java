package dev.latchkey.cli;

import static org.awaitility.Awaitility.await;

import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.servers.ServerSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Two shards and a ledger that run already, as the commands see them: each time in schemas of its own, which are gone at the end. */
final class GivenServers implements AutoCloseable {

    private static final String ALONE = "_alone";

    private final String schema = "cli_" + UUID.randomUUID().toString().substring(0, 8);
    private final List<DatabaseServer> servers =
            ServerSource.fromSystemProperties().start(3);

    /** A command's words, and after them the options that name these servers. */
    List<String> with(String... words) {
        return with(List.of(url(0), url(1)), words);
    }

    /** The same, with the shards in another order. */
    List<String> inAnotherOrderWith(String... words) {
        return with(List.of(url(1), url(0)), words);
    }

    /** The same with another fleet: one shard and no ledger. */
    List<String> aloneWith(String... words) {
        return withAccount(List.of("--shard", servers.get(0).url(schema + ALONE)), words);
    }

    private List<String> with(List<String> shards, String... words) {
        List<String> named = new ArrayList<>();
        shards.forEach(shard -> named.addAll(List.of("--shard", shard)));
        named.addAll(List.of("--ledger", url(2)));
        return withAccount(named, words);
    }

    private List<String> withAccount(List<String> named, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(named);
        arguments.addAll(List.of(
                "--user", servers.get(0).user(), "--password", servers.get(0).password()));
        return arguments;
    }

    String url(int server) {
        return servers.get(server).url(schema);
    }

    /** Changes something on both shards; answers how many rows that were. */
    int updateShards(String sql) {
        return Stream.of(0, 1).mapToInt(shard -> update(shard, sql)).sum();
    }

    int updateLedger(String sql) {
        return update(2, sql);
    }

    private int update(int server, String sql) {
        try (Connection connection = connect(url(server));
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** The sum, over both shards, of what this query answers. */
    long sumOfShards(String sql) {
        return Stream.of(0, 1).mapToLong(shard -> number(shard, sql)).sum();
    }

    private long number(int server, String sql) {
        try (Connection connection = connect(url(server));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** Whether anybody holds this lock on a shard. */
    boolean isHeld(String lockName) {
        return holder(0, lockName) != 0 || holder(1, lockName) != 0;
    }

    /** Waits until somebody waits for this lock in a shard's queue. */
    void awaitWaiter(String lockName) {
        await().until(() -> sumOfShards(
                        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() AND INFO LIKE '%GET_LOCK%"
                                + lockName + "%'")
                > 0);
    }

    /** Ends the session that holds this lock, as a DBA would. */
    void killHolder(String lockName) {
        int shard = holder(0, lockName) != 0 ? 0 : 1;
        update(shard, "KILL " + holder(shard, lockName));
    }

    private long holder(int shard, String lockName) {
        return number(shard, "SELECT IFNULL(IS_USED_LOCK('%s'), 0)".formatted(lockName));
    }

    Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(
                url, servers.get(0).user(), servers.get(0).password());
    }

    @Override
    public void close() {
        for (DatabaseServer server : servers) {
            try (Connection connection = connect(server.url());
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP SCHEMA IF EXISTS " + schema);
                statement.execute("DROP SCHEMA IF EXISTS " + schema + ALONE);
            } catch (SQLException e) {
                throw new AssertionError("schema " + schema + " stays on " + server, e);
            } finally {
                server.close();
            }
        }
    }
}
