package dev.latchkey.trials.servers;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Predicate;

/** A real login by JDBC, which alone shows that a server is ready. */
record Login(String url, String user, String password) {
    /** Long enough for the crash recovery of throw-away data on a busy machine. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

    /** What runs the server, as far as waiting for a login needs to know it. */
    interface Life {
        /** Waits so long, and answers whether the server's life ended meanwhile. */
        boolean endsWithin(Duration time) throws InterruptedException;
    }

    static Login of(DatabaseServer server) {
        return new Login(server.url(), server.user(), server.password());
    }

    /** Logs in and asks for the folder of the server's data, by which two servers of one machine can be told apart. */
    String dataFolder() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5000");
        properties.setProperty("socketTimeout", "10000");
        try (Connection connection = DriverManager.getConnection(url, properties);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@datadir")) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    /**
     * Tries to log in until it works and the data's folder is the right one.
     *
     * @throws ServerException if the server ends, or doesn't answer within {@link #LIMIT}
     */
    void await(Life life, Predicate<String> rightFolder) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        String reason;
        do {
            try {
                String folder = dataFolder();
                if (rightFolder.test(folder)) {
                    return;
                }
                reason = "another server answers there, with its data in " + folder;
            } catch (SQLException e) {
                reason = String.valueOf(e.getMessage());
            }
            if (life.endsWithin(BETWEEN_TRIES)) {
                throw new ServerException("server " + url + " ended before it took a login");
            }
        } while (System.nanoTime() < end);
        throw new ServerException(
                "server " + url + " took no login within " + LIMIT.toSeconds() + " s; last answer: " + reason);
    }
}
