package dev.latchkey.trials.support;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.servers.ServerSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** One MySQL server of several that replicate. What is said to it here is said beside all pools. */
public record Node(DatabaseServer server) implements AutoCloseable {

    /** A replica finds what it lacks by the ids of transactions; the others reach each server at its address here. */
    private static final List<String> OPTIONS = List.of(
            "--gtid-mode=ON",
            "--enforce-gtid-consistency=ON",
            "--log-bin=binlog",
            "--report-host=127.0.0.1",
            "--skip-replica-start");

    /**
     * New servers, side by side. The test is skipped where the servers under test can't be had with these plug-ins.
     *
     * @param plugins their libraries: {@code semisync_source.so}
     */
    static List<Node> start(int count, List<String> plugins, List<String> options) {
        plugins.forEach(Node::assumeThereIs);
        List<String> all = new ArrayList<>(OPTIONS);
        plugins.forEach(plugin -> all.add("--plugin-load-add=" + plugin));
        all.addAll(options);
        return ServerSource.fromSystemProperties().withOptions(all).start(count).stream()
                .map(Node::new)
                .toList();
    }

    private static void assumeThereIs(String plugin) {
        DatabaseServer server = TestServers.server(0);
        Assumptions.assumeTrue(server.startedHere(), "a server in a container or given by URL can't be killed");
        Assumptions.assumeTrue(
                Files.isReadable(Path.of(new Node(server).ask("SELECT @@plugin_dir"), plugin)),
                () -> "there is no %s for the servers under test, version %s".formatted(plugin, TestServers.version()));
    }

    /** The server in a schema, as a fleet is told of it. */
    public ServerConfig in(String schema) {
        return ServerConfig.of(server.url(schema), server.user(), server.password());
    }

    /** The port of 127.0.0.1 on which it listens. */
    public int port() {
        return TestFleet.address(in("mysql")).getPort();
    }

    /** Which server it is, wherever it is found. */
    public String uuid() {
        return ask("SELECT @@server_uuid");
    }

    /** A connection without a schema. */
    public Connection connect() {
        try {
            return DriverManager.getConnection(server.url(), server.user(), server.password());
        } catch (SQLException e) {
            throw new AssertionError("no login on " + server, e);
        }
    }

    /** Sends these on one connection. */
    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(String.join("; ", statements) + " on " + server, e);
        }
    }

    /** The first column of the first row; empty for NULL, and if there is no row. */
    public String ask(String sql) {
        return first(column(sql));
    }

    private static String first(List<String> column) {
        return column.isEmpty() ? "" : column.get(0);
    }

    /** The first column of all rows. */
    public List<String> column(String sql) {
        return read(sql, row -> row.getString(1));
    }

    /** A column of the first row by its name: for SHOW. */
    String show(String sql, String column) {
        return first(read(sql, row -> row.getString(column)));
    }

    private interface Cell {
        String of(ResultSet row) throws SQLException;
    }

    private List<String> read(String sql, Cell cell) {
        List<String> values = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                String value = cell.of(row);
                values.add(value == null ? "" : value);
            }
            return values;
        } catch (SQLException e) {
            throw new AssertionError(sql + " on " + server, e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
