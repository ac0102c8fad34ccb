package dev.latchkey.trials.support;

import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.servers.ServerSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Three servers for all tests of this JVM, started when the first test asks for one and closed when the JVM ends. Tests that
 * stop or spoil a server start one of their own.
 */
public final class TestServers {

    private static final int COUNT = 3;

    /** By which the schemas of one JVM are told from those of others, on servers that outlive it. */
    private static final String PREFIX = "t" + UUID.randomUUID().toString().substring(0, 8) + "_";

    private static @Nullable TestServers started;

    static {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60)); // a KILL may take ten to be noticed on a busy machine
    }

    private final List<DatabaseServer> servers;
    private final String version;
    private int schemas;

    private TestServers() {
        servers = ServerSource.fromSystemProperties().start(COUNT);
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "test-servers-end"));
        version = ask(servers.get(0), "SELECT VERSION()");
    }

    private static synchronized TestServers get() {
        if (started == null) {
            started = new TestServers();
        }
        return started;
    }

    /** All three. */
    public static List<DatabaseServer> three() {
        return get().servers;
    }

    /** One of the three: 0, 1 or 2. */
    public static DatabaseServer server(int i) {
        return three().get(i);
    }

    /** A URL of server {@code i} with a new, empty schema. */
    public static String freshSchema(int i) {
        String name = get().newName();
        ask(server(i), "CREATE SCHEMA " + name + " CHARACTER SET utf8mb4");
        return server(i).url(name);
    }

    private synchronized String newName() {
        return PREFIX + ++schemas;
    }

    /** What {@code VERSION()} answers. */
    public static String version() {
        return get().version;
    }

    public static boolean isMariaDb() {
        return version().toUpperCase(Locale.ROOT).contains("MARIADB");
    }

    /** Whether this is MySQL 5.7, which lacks much of what 8.0 brought. */
    public static boolean isMySql57() {
        return version().startsWith("5.7.");
    }

    private void end() {
        for (DatabaseServer server : servers) {
            if (!server.startedHere()) {
                IntStream.rangeClosed(1, schemas).forEach(n -> ask(server, "DROP SCHEMA IF EXISTS " + PREFIX + n));
                server.close();
            }
        }
    }

    private static String ask(DatabaseServer server, String sql) {
        try (Connection connection = DriverManager.getConnection(server.url(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getString(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(sql + " on " + server, e);
        }
    }
}
