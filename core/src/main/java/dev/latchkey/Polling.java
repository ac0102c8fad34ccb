package dev.latchkey;

import java.time.Duration;

/**
 * When to ask again for a lock that somebody else holds, where no session can be spared to wait in the server's queue.
 *
 * <pre>{@code
 * LockOptions options = LockOptions.DEFAULT.polling(Polling.followingHoldTimes());
 * LockOptions slower = LockOptions.DEFAULT.polling(Polling.every(Duration.ofSeconds(5)));
 * }</pre>
 *
 * <p>A strategy only wishes: no caller asks after its wait limit, all waiters of a server together ask at most as often as
 * {@code SessionLimits} allow, and a release in the same program wakes the first of the line at once. Thread-safe, without state.
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
     * Asks again after the same pause each time.
     *
     * @param pause 1 ms to 24 h
     * @throws IllegalArgumentException if it is not within these bounds
     */
    static Polling every(Duration pause) {
        return new FixedPolling(checked("polling pause", pause));
    }

    /**
     * Doubles the pause with each request, up to the longest. Without jitter: waiters that came together ask together.
     *
     * @param first the pause after the first request, 1 ms to 24 h
     * @param longest the bound of all later ones, {@code first} to 24 h
     * @throws IllegalArgumentException if one of them is not within its bounds
     */
    static Polling exponential(Duration first, Duration longest) {
        checked("first polling pause", first);
        checked("longest polling pause", longest);
        if (first.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "first polling pause %s is longer than the longest, %s; give the shorter one first"
                            .formatted(first, longest));
        }
        return new ExponentialPolling(first, longest);
    }

    /** Asks when the lock has probably been released, for 20 ms a request: see {@link #followingHoldTimes(Duration)}. */
    static Polling followingHoldTimes() {
        return new HoldTimePolling(HoldTimePolling.DEFAULT_PRICE);
    }

    /**
     * Asks when the lock has probably been released, as the hold times of its class and the time it has been held tell: seldom
     * while no release is to be expected, often when one is due. Makes fewer requests than a fixed pause that leaves the lock
     * free for as long. Where hold times follow no pattern it is no better than a fixed pause, and a little worse than the best.
     *
     * <p>While no hold times are known, and for a holder that outlasts all known ones, pauses are half of the time it has held:
     * {@code price} at least, 1 s or {@code price} at most. Never are they longer than 1 s and also longer than the lock has been
     * held.
     *
     * @param price how long a lock may lie free while it is wanted to save one request, 1 ms to 24 h: a lower price means more
     *     requests and a shorter wait
     * @throws IllegalArgumentException if it is not within these bounds
     */
    static Polling followingHoldTimes(Duration price) {
        return new HoldTimePolling(checked("price of a polling request", price));
    }

    private static Duration checked(String what, Duration duration) {
        if (duration.compareTo(WaitLimit.MIN) < 0 || duration.compareTo(WaitLimit.MAX) > 0) {
            throw new IllegalArgumentException(
                    "%s %s is not within 1 ms and 24 h; to be let in at once wait in the server's queue, without polling"
                            .formatted(what, duration));
        }
        return duration;
    }

    /**
     * What a waiter knows when it has found the lock held.
     *
     * @param requests how many it has made, 1 at least
     * @param heldFor how long the present holder is known to have held the lock
     * @param holdTimes how long locks of this class were held before
     */
    record Seen(int requests, Duration heldFor, HoldTimes holdTimes) {}
}
