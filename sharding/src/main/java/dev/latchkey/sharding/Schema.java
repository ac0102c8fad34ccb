package dev.latchkey.sharding;

import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.mysql.ServerErrors;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.JdbiException;

/** The parts of the schema that the migrations install, and the version of each that this code works with. */
enum Schema {
    SHARD(4),
    LEDGER(1);

    private static final List<String> PROCEDURES = List.of("latchkey_commit", "latchkey_draw");

    /** Raised with each migration that this code depends on. */
    private final int required;

    Schema(int required) {
        this.required = required;
    }

    /** Refuses a server on which this part is missing or too old. */
    void require(ServerConfig server) {
        int found = installedVersion(server);
        if (found < required) {
            throw new RefusedConfigurationException(
                    "%s has %s, version %d is needed; run `latchkey migrate`, or add its scripts to your own Flyway"
                            .formatted(
                                    server.url(),
                                    found == 0
                                            ? "no schema for a " + part()
                                            : "version " + found + " of the schema for a " + part(),
                                    required));
        }
        if (this == SHARD) {
            requireProcedures(server);
        }
    }

    /** Who may not call it doesn't see it. */
    private static void requireProcedures(ServerConfig server) {
        List<String> seen = Servers.jdbi(server)
                .withHandle(handle -> handle.createQuery("""
                        SELECT ROUTINE_NAME FROM information_schema.ROUTINES
                        WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_NAME IN (<procedures>)
                        """)
                        .bindList("procedures", PROCEDURES)
                        .mapTo(String.class)
                        .list());
        for (String procedure : PROCEDURES) {
            if (!seen.contains(procedure)) {
                throw new RefusedConfigurationException(
                        "%s lets %s call no procedure %s; GRANT EXECUTE ON PROCEDURE %s.%s to it, or, if it isn't there, run `latchkey migrate`"
                                .formatted(
                                        server.url(),
                                        server.user(),
                                        procedure,
                                        server.url().database(),
                                        procedure));
            }
        }
    }

    private int installedVersion(ServerConfig server) {
        try {
            return Servers.jdbi(server)
                    .withHandle(handle -> handle.createQuery("SELECT version FROM latchkey_schema WHERE part = :part")
                            .bind("part", part())
                            .mapTo(Integer.class)
                            .findOne()
                            .orElse(0));
        } catch (JdbiException e) {
            if (isMissing(e)) {
                return 0;
            }
            throw new ServerUnavailableException(
                    "asking for the schema", server.url().toString(), e);
        }
    }

    /** Whether a statement failed because the database, or a table of ours, isn't there. */
    static boolean isMissing(JdbiException failure) {
        return failure.getCause() instanceof SQLException error
                && (error.getErrorCode() == ServerErrors.NO_SUCH_TABLE
                        || error.getErrorCode() == ServerErrors.NO_SUCH_DATABASE);
    }

    private String part() {
        return this == SHARD ? "shard" : "ledger";
    }
}
