package dev.latchkey.trials.torture.sabotage;

import dev.latchkey.sharding.Fleet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.Handle;

/** The procedure with which runs commit, without one of its premises: a copy under another name, which only sabotaged workers call. */
public final class SabotagedCommit {

    static final String REAL = "latchkey_commit";
    static final String COPY = "torture_commit";

    private SabotagedCommit() {}

    /** Makes the copy on each shard. */
    public static void create(Fleet fleet, Premise premise) {
        onEachShard(fleet, handle -> {
            String text = handle.createQuery("SHOW CREATE PROCEDURE " + REAL)
                    .map((row, context) -> row.getString("Create Procedure"))
                    .one();
            handle.execute("DROP PROCEDURE IF EXISTS " + COPY);
            try (Statement statement =
                    handle.getConnection().createStatement()) { // Jdbi would look for parameters in it
                statement.execute(without(premise, text.replace(REAL, COPY)));
            }
        });
    }

    /** Leaves none behind. */
    public static void drop(Fleet fleet) {
        onEachShard(fleet, handle -> handle.execute("DROP PROCEDURE IF EXISTS " + COPY));
    }

    private interface OnShard {
        void on(Handle handle) throws SQLException;
    }

    private static void onEachShard(Fleet fleet, OnShard task) {
        fleet.shards()
                .forEach(shard -> shard.server().jdbi().useHandle(handle -> {
                    try {
                        task.on(handle);
                    } catch (SQLException e) {
                        throw new IllegalStateException("no sabotaged procedure on " + shard, e);
                    }
                }));
    }

    private static String without(Premise premise, String text) {
        return switch (premise) {
            case OWNERSHIP -> replaced(text, "AND IS_USED_LOCK(the_lock) = CONNECTION_ID()", "");
            case RECEIPT -> replaced(text, "VALUES (the_action,", "VALUES (UNHEX(LEFT(SHA2(UUID(), 256), 32)),");
            // As long as a round trip takes.
            case RELEASE_BEFORE_COMMIT ->
                replaced(text, "COMMIT AND NO CHAIN", "DO RELEASE_ALL_LOCKS(); DO SLEEP(0.002); COMMIT AND NO CHAIN");
            case SNAPSHOT, SWALLOWED_ROLLBACK, RESOLVER -> text;
        };
    }

    private static String replaced(String text, String part, String other) {
        if (!text.contains(part)) {
            throw new IllegalStateException("the procedure %s has no '%s' any more: %s".formatted(REAL, part, text));
        }
        return text.replace(part, other);
    }
}
