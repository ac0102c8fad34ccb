package dev.latchkey;

import java.time.Duration;

/**
 * When to ask again for a lock that somebody else holds, where no session can be spared to wait in the server's queue.
 *
 * <p>A strategy only wishes: no caller asks after its wait limit, all waiters of a server together ask at most as often as
 * {@code SessionLimits} allow, and a release in the same program wakes its next waiter at once. Thread-safe, without state.
 */
@FunctionalInterface
public interface Polling {

    /**
     * How long to wait before the next request; less than a millisecond counts as one.
     *
     * @param seen what is known when the lock has just been found held
     */
    Duration pause(Seen seen);

    /**
     * What a waiter knows when it has found the lock held.
     *
     * @param requests how many it has made, 1 at least
     * @param heldFor how long the present holder is known to have held the lock
     * @param holdTimes how long locks of this class were held before
     */
    record Seen(int requests, Duration heldFor, HoldTimes holdTimes) {}
}
