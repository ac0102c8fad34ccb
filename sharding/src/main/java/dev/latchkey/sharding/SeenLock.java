package dev.latchkey.sharding;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A named lock and a session that holds it or waits for it, as a shard shows it in its view {@code latchkey_lock}. What the server doesn't
 * know, or doesn't show, is empty.
 *
 * <p>Immutable.
 *
 * @param shard the name of the shard: {@code s1}
 * @param lockName in upper case on MySQL, which folds letter case
 * @param state whether the session holds the lock or waits for it
 * @param session the connection id: what {@code SHOW PROCESSLIST} lists and {@code KILL} takes
 * @param user the account
 * @param host what the program says it runs on; else where it connected from
 * @param application what the program says it is, see {@code ServerConfig.withApplication}
 * @param processId of the program, on its host
 * @param purpose the work id, or the name of the thread; empty for locks that share a session
 * @param since when the lock was granted, or when the session last began to wait: longer waits begin anew with each lease. By the shard's
 *     clock
 * @param age how long ago that is, by the same clock; whole seconds
 * @param waiters how many sessions wait for this lock, this one among them if it does
 */
public record SeenLock(
        String shard,
        String lockName,
        State state,
        long session,
        Optional<String> user,
        Optional<String> host,
        Optional<String> application,
        Optional<String> processId,
        Optional<String> purpose,
        Optional<Instant> since,
        Optional<Duration> age,
        long waiters) {

    /** What the session has to do with the lock. */
    public enum State {
        /** It holds it. */
        HELD,
        /** It waits for it. */
        AWAITED
    }
}
