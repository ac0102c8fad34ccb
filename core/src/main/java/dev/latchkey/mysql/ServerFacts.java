package dev.latchkey.mysql;

import dev.latchkey.ServerUnavailableException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a server says of itself before we trust it: its version and its global variables.
 *
 * <p>Immutable.
 *
 * @param server which server, for people
 * @param version what {@code VERSION()} answers
 * @param variables the global variables, names in lower case; one that the server doesn't know is absent
 */
public record ServerFacts(String server, String version, Map<String, String> variables) {

    public ServerFacts {
        variables = Map.copyOf(variables);
    }

    /**
     * Asks a server, on a connection of its own.
     *
     * @throws ServerUnavailableException if it can't be asked
     */
    public static ServerFacts ask(ServerConfig config) {
        Properties login = new Properties();
        login.setProperty("user", config.user());
        login.setProperty("password", config.password());
        login.setProperty("connectTimeout", "5000");
        login.setProperty("socketTimeout", "10000");
        try (Connection connection = DriverManager.getConnection(config.url().text(), login);
                Statement statement = connection.createStatement()) {
            return new ServerFacts(config.url().toString(), version(statement), variables(statement));
        } catch (SQLException e) {
            throw new ServerUnavailableException(
                    "logging in as " + config.user(), config.url().toString(), e);
        }
    }

    private static String version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT VERSION()")) {
            row.next();
            return row.getString(1);
        }
    }

    private static Map<String, String> variables(Statement statement) throws SQLException {
        Map<String, String> variables = new TreeMap<>();
        try (ResultSet row = statement.executeQuery("SHOW GLOBAL VARIABLES")) {
            while (row.next()) {
                String value = row.getString(2);
                variables.put(row.getString(1).toLowerCase(Locale.ROOT), value == null ? "" : value);
            }
        }
        return variables;
    }

    /** Whether the variable is there and is {@code ON} or 1. */
    boolean isOn(String variable) {
        String value = variable(variable);
        return value.equalsIgnoreCase("ON") || value.equals("1");
    }

    /** The variable's value; empty if the server doesn't know it. */
    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    Dialect dialect() {
        return Dialect.of(version);
    }
}
