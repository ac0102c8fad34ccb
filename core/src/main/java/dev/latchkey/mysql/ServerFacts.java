package dev.latchkey.mysql;

import dev.latchkey.ServerUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
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
     * Asks a server, on a connection of its own; the database need not be there yet.
     *
     * @throws ServerUnavailableException if it can't be asked
     */
    public static ServerFacts ask(ServerConfig config) {
        try (Connection connection = Logins.toServer(config);
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

    /** Whether the variable is there and is not {@code OFF} or 0; newer servers have more words for on. */
    boolean isOn(String variable) {
        String value = variable(variable);
        return !value.isEmpty() && !value.equalsIgnoreCase("OFF") && !value.equals("0");
    }

    /** The variable's value; empty if the server doesn't know it. */
    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    Dialect dialect() {
        return Dialect.of(version);
    }
}
