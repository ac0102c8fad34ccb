package dev.latchkey.mysql;

import dev.latchkey.ServerUnavailableException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a server says of itself before we trust it. Names are in lower case; what the server doesn't know is absent.
 *
 * <p>Immutable.
 *
 * @param server which server, for people: its address and database
 * @param version what {@code VERSION()} answers
 * @param greeting the version that it greets with when a connection is made; a proxy in between greets with its own
 * @param variables the global variables
 * @param session what a session of ours gets: {@code version_comment}, {@code max_user_connections} of its account, and
 *     {@code wait_timeout} after it was set to the lease
 * @param status what changes while it runs: {@code wsrep_ready}, {@code wsrep_cluster_size}, as
 *     {@code group_replication_primaries} how many members of its group take writes, and as
 *     {@code group_replication_member_state} what it is in that group itself
 */
public record ServerFacts(
        String server,
        String version,
        String greeting,
        Map<String, String> variables,
        Map<String, String> session,
        Map<String, String> status) {

    private static final String STATUS =
            "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_cluster_size')";

    private static final String SESSION =
            "SHOW SESSION VARIABLES WHERE Variable_name IN ('wait_timeout', 'max_user_connections')";

    /** To the letter what command-line clients send: ProxySQL answers this text itself, with its own name. */
    private static final String COMMENT = "SELECT @@version_comment LIMIT 1";

    private static final String PRIMARIES =
            "SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE MEMBER_ROLE = 'PRIMARY'";

    public ServerFacts {
        variables = Map.copyOf(variables);
        session = Map.copyOf(session);
        status = Map.copyOf(status);
    }

    /**
     * Asks a server, on a connection of its own; the database need not be there yet. At most eight short statements.
     *
     * @throws ServerUnavailableException if it can't be asked
     */
    public static ServerFacts ask(ServerConfig config) {
        try (Connection connection = Logins.toServer(config);
                Statement statement = connection.createStatement()) {
            String version = one(statement, "SELECT VERSION()");
            Map<String, String> variables = pairs(statement, "SHOW GLOBAL VARIABLES");
            return new ServerFacts(
                    config.url().toString(),
                    version,
                    connection.getMetaData().getDatabaseProductVersion(),
                    variables,
                    session(statement, config),
                    status(statement, variables.containsKey("group_replication_group_name")));
        } catch (SQLException e) {
            throw new ServerUnavailableException(
                    "logging in as " + config.user(), config.url().toString(), e);
        }
    }

    private static Map<String, String> session(Statement statement, ServerConfig config) throws SQLException {
        String setLease = "SET SESSION wait_timeout = " + config.lease().toSeconds();
        ifAnswered(() -> statement.execute(setLease));
        Map<String, String> session =
                ifAnswered(() -> pairs(statement, SESSION)).orElseGet(HashMap::new);
        ifAnswered(() -> one(statement, COMMENT)).ifPresent(comment -> session.put("version_comment", comment));
        return session;
    }

    private static Map<String, String> status(Statement statement, boolean mayBeInAGroup) throws SQLException {
        Map<String, String> status = ifAnswered(() -> pairs(statement, STATUS)).orElseGet(HashMap::new);
        if (mayBeInAGroup) {
            ifAnswered(() -> one(statement, PRIMARIES)).ifPresent(n -> status.put("group_replication_primaries", n));
            ifAnswered(() -> one(statement, GroupMember.STATE))
                    .ifPresent(state -> status.put("group_replication_member_state", state));
        }
        return status;
    }

    private interface Question<T> {
        T ask() throws SQLException;
    }

    /** What some products and versions don't know, or don't tell this account, says nothing against them. */
    private static <T> Optional<T> ifAnswered(Question<T> question) throws SQLException {
        try {
            return Optional.of(question.ask());
        } catch (SQLException e) {
            if (ServerErrors.sessionIsGone(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            String answer = row.getString(1);
            return answer == null ? "" : answer;
        }
    }

    private static Map<String, String> pairs(Statement statement, String sql) throws SQLException {
        Map<String, String> pairs = new HashMap<>();
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                String value = row.getString(2);
                pairs.put(row.getString(1).toLowerCase(Locale.ROOT), value == null ? "" : value);
            }
        }
        return pairs;
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

    /** The variable's value as a number; empty if the server doesn't know it, or it is none. */
    Optional<BigDecimal> number(String variable) {
        return parsed(variable(variable));
    }

    /** The same of what a session of ours gets. */
    Optional<BigDecimal> inSession(String variable) {
        return parsed(session.getOrDefault(variable, ""));
    }

    /** The number that stands in the status; 0 if none does. */
    long count(String name) {
        return parsed(status.getOrDefault(name, "")).map(BigDecimal::longValue).orElse(0L);
    }

    private static Optional<BigDecimal> parsed(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    Dialect dialect() {
        return Dialect.of(version);
    }
}
