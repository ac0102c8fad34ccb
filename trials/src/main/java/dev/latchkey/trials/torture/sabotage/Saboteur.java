package dev.latchkey.trials.torture.sabotage;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Knows what to do to the statements of one connection so that a premise no longer holds. */
final class Saboteur {

    private static final int DEADLOCK = 1213;

    private final Premise premise;
    private final Connection connection;

    Saboteur(Premise premise, Connection connection) {
        this.premise = premise;
        this.connection = connection;
    }

    /** The statement to be sent in place of this one. Its parameters stay the same. */
    String altered(String sql) {
        return switch (premise) {
            case OWNERSHIP -> commit(sql).replace("AND IS_USED_LOCK(?) = CONNECTION_ID()", "AND (? IS NOT NULL)");
            case RECEIPT, RELEASE_BEFORE_COMMIT -> commit(sql);
            case RESOLVER ->
                sql.contains("latchkey_receipt") && sql.contains("LOCK IN SHARE MODE")
                        ? sql.replace("ON r.action = ?", "ON r.action = ? AND FALSE")
                        : sql;
            case SNAPSHOT, SWALLOWED_ROLLBACK -> sql;
        };
    }

    private static String commit(String sql) {
        return sql.replace("CALL " + SabotagedCommit.REAL, "CALL " + SabotagedCommit.COPY);
    }

    /** What is done before this statement is sent. */
    void before(String sql) throws SQLException {
        if (premise == Premise.SNAPSHOT && sql.contains("GET_LOCK(")) {
            say("SELECT COUNT(*) FROM latchkey_schema"); // on every server of ours, the ledger too
        }
        if (premise == Premise.RELEASE_BEFORE_COMMIT && sql.startsWith("COMMIT")) {
            say("DO RELEASE_ALL_LOCKS()");
        }
    }

    private void say(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The error that is thrown in place of this one. */
    SQLException altered(SQLException error) {
        return premise == Premise.SWALLOWED_ROLLBACK && error.getErrorCode() == DEADLOCK
                ? new SQLException("a deadlock that doesn't say so", "HY000", 0)
                : error;
    }
}
