package dev.latchkey.trials.support;

import dev.latchkey.GuardedRun;
import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;

/** Fencing tokens as tests see them. */
public final class Tokens {

    private static final String LAST =
            "SELECT COALESCE(MAX(token), 0) FROM latchkey_token WHERE lock_key = ? AND namespace = ''";

    private Tokens() {}

    /** The token of a run that does nothing. */
    public static long ofARun(Fleet fleet, LockKey key) {
        Outcome<Long> outcome = fleet.run(GuardedRun.each(key), (connection, token) -> token);
        return ((Completed<Long>) outcome).value();
    }

    /** The last one that was drawn of this key there, and committed; 0 if none was. */
    public static long last(ServerConfig shard, LockKey key) {
        return TestFleet.number(shard, LAST, key.text());
    }

    /** Moves the row of a key, as whoever moves a bucket does; the old one stays where it was. */
    public static void copy(LockKey key, ServerConfig from, ServerConfig to) {
        TestFleet.execute(
                to,
                "REPLACE INTO latchkey_token (lock_key, namespace, bucket, token, drawn_at) VALUES ('%s', '', %s, %d, UTC_TIMESTAMP(6))"
                        .formatted(key, key.bucket(), last(from, key)));
    }
}
