package dev.latchkey.trials.locks;

import dev.latchkey.LockEvent;
import dev.latchkey.LockListener;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Remembers what a listener is told of waits. */
final class WaitRecorder implements LockListener {

    /** A wait that has ended. */
    record Wait(LockEvent event, int requests, boolean granted) {}

    /** A pool that had no session for a caller. */
    record Exhausted(String server, Duration waited) {}

    private final List<Wait> waits = new CopyOnWriteArrayList<>();
    private final List<Exhausted> exhausted = new CopyOnWriteArrayList<>();
    private final Set<Long> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicLong acquired = new AtomicLong();

    List<Wait> waits() {
        return waits;
    }

    List<Exhausted> exhausted() {
        return exhausted;
    }

    /** All sessions that ever had a lock. */
    Set<Long> sessions() {
        return sessions;
    }

    long acquired() {
        return acquired.get();
    }

    @Override
    public void acquired(LockEvent event) {
        acquired.incrementAndGet();
        sessions.add(event.session());
    }

    @Override
    public void waited(LockEvent event, int requests, boolean granted) {
        waits.add(new Wait(event, requests, granted));
    }

    @Override
    public void poolExhausted(String server, Duration waited) {
        exhausted.add(new Exhausted(server, waited));
    }
}
