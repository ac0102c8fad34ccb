package dev.latchkey.mysql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Single connections beside all pools, for a look at a server before a pool is worth opening. */
public final class Logins {

    private static final String CONNECT_MILLIS = "5000";

    /** Longer than any statement of a look or of a migration needs on a server that is well. */
    private static final String ANSWER_MILLIS = "60000";

    private Logins() {}

    /** Logs in to the database that the URL names. */
    public static Connection toDatabase(ServerConfig config) throws SQLException {
        return DriverManager.getConnection(config.url().text(), properties(config));
    }

    /** Logs in to the server alone: the database need not be there yet. */
    public static Connection toServer(ServerConfig config) throws SQLException {
        return DriverManager.getConnection(config.url().withoutDatabase(), properties(config));
    }

    private static Properties properties(ServerConfig config) {
        Properties properties = new Properties();
        properties.setProperty("user", config.user());
        properties.setProperty("password", config.password());
        properties.setProperty("connectTimeout", CONNECT_MILLIS);
        properties.setProperty("socketTimeout", ANSWER_MILLIS);
        properties.setProperty("connectionAttributes", ConnectionAttributes.of(config));
        return properties;
    }
}
