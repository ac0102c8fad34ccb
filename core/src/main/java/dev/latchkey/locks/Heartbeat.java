package dev.latchkey.locks;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets each session that carries locks say something in time. Thread-safe.
 *
 * <p>A beat comes when a session has been without one for a third of the lease, and waits for its answer for no longer than
 * another third: so a session that is cut off is known to be lost before the server frees its locks.
 */
final class Heartbeat {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    /** How much later than due a beat may come, as a part of the interval. */
    private static final int TICKS_PER_INTERVAL = 8;

    private final Set<Carrier> carriers = ConcurrentHashMap.newKeySet();
    private final Duration interval;
    private final Background background;
    private final AtomicReference<@Nullable CompletableFuture<Void>> none = new AtomicReference<>();
    private volatile boolean closed;

    Heartbeat(Duration interval, Background background) {
        this.interval = interval;
        this.background = background;
        background.every(interval.toNanos() / TICKS_PER_INTERVAL, this::tick);
    }

    void watch(Carrier carrier) {
        carriers.add(carrier);
    }

    void forget(Carrier carrier) {
        carriers.remove(carrier);
        completeIfNone(none.get());
    }

    private void completeIfNone(@Nullable CompletableFuture<Void> awaited) {
        if (awaited != null && carriers.isEmpty()) {
            awaited.complete(null);
        }
    }

    /** Waits until no session carries locks; an interrupt ends the wait, and stays set. */
    void awaitNone(Duration patience) {
        none.compareAndSet(null, new CompletableFuture<>());
        CompletableFuture<Void> awaited = Objects.requireNonNull(none.get());
        completeIfNone(awaited);
        try {
            awaited.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("{} sessions still carry locks after {}", carriers.size(), patience, e);
        }
    }

    /** All sessions that carry locks now, from which they are about to be taken; who comes later finds the {@link #isClosed end}. */
    Collection<Carrier> close() {
        closed = true;
        return List.copyOf(carriers);
    }

    boolean isClosed() {
        return closed;
    }

    private void tick() {
        long now = System.nanoTime();
        for (Carrier carrier : carriers) {
            if (carrier.pulse().isDue(now, interval)) {
                background.beat(() -> carrier.pulse().beat(interval));
            }
        }
    }
}
