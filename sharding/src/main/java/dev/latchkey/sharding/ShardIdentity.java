package dev.latchkey.sharding;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What a shard knows of itself: written once, never changed by a flag or a list.
 *
 * @param fleet the fleet it belongs to, 32 hex digits
 * @param name its name in the fleet
 * @param shards how many shards the fleet has
 */
record ShardIdentity(String fleet, String name, int shards) {

    /** The identity that a server was given; empty if none yet. */
    static Optional<ShardIdentity> read(Handle handle) {
        return handle.createQuery("SELECT LOWER(HEX(fleet)) AS fleet, name, shards FROM latchkey_shard")
                .map((row, context) ->
                        new ShardIdentity(row.getString("fleet"), row.getString("name"), row.getInt("shards")))
                .findOne();
    }

    void write(Handle handle) {
        handle.execute(
                "INSERT INTO latchkey_shard (one, fleet, name, shards, founded_at) VALUES (1, UNHEX(?), ?, ?, UTC_TIMESTAMP(6))",
                fleet,
                name,
                shards);
    }
}
