package dev.latchkey.locks;

import dev.latchkey.Polling;
import dev.latchkey.Polling.Seen;
import java.time.Duration;
import java.util.OptionalLong;

/** What a waiter has seen of the present holder, and when it wishes to ask again. Used by one step after the other. */
final class SeenHolder {

    private static final Polling DEFAULT = Polling.followingHoldTimes();

    private final Polling strategy;
    private final HoldTimesByClass holdTimes;
    private final String lockClass;
    private OptionalLong session = OptionalLong.empty();
    private long since = System.nanoTime();

    SeenHolder(Purpose purpose, HoldTimesByClass holdTimes) {
        this.strategy = purpose.options().polling().orElse(DEFAULT);
        this.holdTimes = holdTimes;
        this.lockClass = purpose.names().get(0).lockClass();
    }

    /** The session that was seen last, if any was. */
    OptionalLong session() {
        return session;
    }

    /** The server says who holds the lock. */
    void see(OptionalLong holder) {
        if (!holder.equals(session)) {
            session = holder;
            since = System.nanoTime();
        }
    }

    /** Somebody has just been granted the lock. */
    void changes() {
        since = System.nanoTime();
    }

    /** When to ask again, on the clock of {@code System.nanoTime()}. */
    long wish(int requests) {
        long now = System.nanoTime();
        Seen seen = new Seen(Math.max(1, requests), Duration.ofNanos(now - since), holdTimes.of(lockClass));
        return now
                + Math.max(Duration.ofMillis(1).toNanos(), strategy.pause(seen).toNanos());
    }
}
