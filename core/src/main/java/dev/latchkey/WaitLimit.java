package dev.latchkey;

import java.time.Duration;

/**
 * How long a caller is ready to wait for a lock: 1 ms to 24 h, whole milliseconds.
 *
 * <p>The bounds keep it from meaning something else: servers round a short fraction to "don't wait" and a negative one to
 * "for ever". Who doesn't want to wait calls {@code tryAcquire}, or leaves the limit out.
 *
 * <p>Immutable.
 */
public final class WaitLimit {

    /** The shortest wait: the finest unit that every supported server keeps. */
    public static final Duration MIN = Duration.ofMillis(1);

    /** The longest wait: who waits for more than a day has a different problem. */
    public static final Duration MAX = Duration.ofDays(1);

    private final Duration limit;

    private WaitLimit(Duration limit) {
        this.limit = limit;
    }

    /**
     * Checks and takes a limit; fractions of a millisecond are rounded up.
     *
     * @throws IllegalArgumentException if it isn't 1 ms to 24 h
     */
    public static WaitLimit of(Duration limit) {
        if (limit.compareTo(MIN) < 0 || limit.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(
                    "wait limit %s is not within 1 ms and 24 h; for no wait at all leave the limit out"
                            .formatted(limit));
        }
        return new WaitLimit(Duration.ofMillis(limit.plusNanos(999_999).toMillis()));
    }

    /** Shorthand for {@code of(Duration.ofMillis(millis))}. */
    public static WaitLimit ofMillis(long millis) {
        return of(Duration.ofMillis(millis));
    }

    /** Shorthand for {@code of(Duration.ofSeconds(seconds))}. */
    public static WaitLimit ofSeconds(long seconds) {
        return of(Duration.ofSeconds(seconds));
    }

    /** The limit, in whole milliseconds. */
    public Duration duration() {
        return limit;
    }

    /** What is left of it after a while: 1 ms at least, so that the last try is still a wait. */
    public WaitLimit after(Duration elapsed) {
        Duration left = limit.minus(elapsed);
        return left.compareTo(MIN) < 0 ? of(MIN) : of(left);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WaitLimit wait && wait.limit.equals(limit);
    }

    @Override
    public int hashCode() {
        return limit.hashCode();
    }

    @Override
    public String toString() {
        return Text.duration(limit);
    }
}
