package dev.latchkey.locks;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How often all waiters of a server together may ask it.
 *
 * <p>Hands out moments, first come first served, that lie evenly apart: nobody asks out of turn, and after a quiet time there is
 * no burst. A moment that isn't used is lost. The line of moments has no bound of its own; a waiter has one in it at most.
 *
 * <p>Thread-safe, lock-free.
 */
final class RequestBudget {

    /** More than a server answers; beyond it the distance of two moments would be lost in the rounding. */
    static final int MOST_PER_SECOND = 1_000_000;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final long distance;
    private final LongSupplier nanoTime;
    private final AtomicLong lastSlot;

    /**
     * Starts with the present moment free.
     *
     * @param perSecond how many requests a second, 1 to {@value #MOST_PER_SECOND}
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime}
     * @throws IllegalArgumentException if {@code perSecond} is not within its bounds
     */
    RequestBudget(int perSecond, LongSupplier nanoTime) {
        if (perSecond < 1 || perSecond > MOST_PER_SECOND) {
            throw new IllegalArgumentException(
                    "%d requests a second are not within 1 and %d; to ask less often than once a second choose longer pauses"
                            .formatted(perSecond, MOST_PER_SECOND));
        }
        this.distance = (SECOND + perSecond - 1) / perSecond;
        this.nanoTime = nanoTime;
        this.lastSlot = new AtomicLong(nanoTime.getAsLong() - distance);
    }

    /**
     * When the caller may send its next request, on the clock of the constructor: now at the earliest.
     *
     * @param latest the last moment that is of use to the caller
     * @return empty if none is free until then; then none is taken, or a crowd that comes in vain would keep the others away
     */
    OptionalLong reserve(long latest) {
        while (true) {
            long last = lastSlot.get();
            long now = nanoTime.getAsLong();
            long slot = last + distance - now > 0 ? last + distance : now;
            if (latest - slot < 0) {
                return OptionalLong.empty();
            }
            if (lastSlot.compareAndSet(last, slot)) {
                return OptionalLong.of(slot);
            }
        }
    }
}
