package dev.latchkey.metrics;

import dev.latchkey.LockEvent;
import dev.latchkey.LockListener;
import dev.latchkey.LostLock;
import dev.latchkey.metrics.FlightEvents.LockAcquired;
import dev.latchkey.metrics.FlightEvents.LockBusy;
import dev.latchkey.metrics.FlightEvents.LockHeld;
import dev.latchkey.metrics.FlightEvents.LockLost;
import dev.latchkey.metrics.FlightEvents.LockWaited;
import dev.latchkey.metrics.FlightEvents.PoolExhausted;
import java.time.Duration;

/**
 * Writes what happens to locks into the JDK's Flight Recorder.
 *
 * <pre>{@code
 * import dev.latchkey.metrics.FlightRecorderListener;
 *
 * ServerConfig.of(url, user, password).withListener(new FlightRecorderListener());
 * }</pre>
 *
 * <p>The events are {@code dev.latchkey.LockAcquired}, {@code LockBusy}, {@code LockWaited}, {@code LockHeld}, {@code LockLost} and
 * {@code PoolExhausted}. Each is written when something has ended: its start time is that moment, and how long it lasted stands
 * in a field, in nanoseconds. While nobody records, a call costs some nanoseconds.
 *
 * <p>Needs the module {@code jdk.jfr}, which a JDK has. Thread-safe.
 */
public final class FlightRecorderListener implements LockListener {

    /** Its events are on from the start of any recording that doesn't turn them off. */
    public FlightRecorderListener() {}

    @Override
    public void acquired(LockEvent event) {
        LockAcquired acquired = new LockAcquired();
        if (acquired.shouldCommit()) {
            acquired.about(event.server(), event.name(), event.session());
            acquired.waited = event.time().toNanos();
            acquired.commit();
        }
    }

    @Override
    public void busy(LockEvent event) {
        LockBusy busy = new LockBusy();
        if (busy.shouldCommit()) {
            busy.about(event.server(), event.name(), event.session());
            busy.waited = event.time().toNanos();
            busy.commit();
        }
    }

    @Override
    public void waited(LockEvent event, int requests, boolean granted) {
        LockWaited waited = new LockWaited();
        if (waited.shouldCommit()) {
            waited.about(event.server(), event.name(), event.session());
            waited.waited = event.time().toNanos();
            waited.requests = requests;
            waited.granted = granted;
            waited.commit();
        }
    }

    @Override
    public void released(LockEvent event) {
        LockHeld held = new LockHeld();
        if (held.shouldCommit()) {
            held.about(event.server(), event.name(), event.session());
            held.held = event.time().toNanos();
            held.commit();
        }
    }

    @Override
    public void lost(LostLock lock) {
        LockLost lost = new LockLost();
        if (lost.shouldCommit()) {
            lost.about(lock.server(), lock.name(), lock.session());
            lost.held = lock.held().toNanos();
            lost.evidence = lock.evidence().name();
            lost.detail = lock.detail();
            lost.commit();
        }
    }

    @Override
    public void poolExhausted(String server, Duration waited) {
        PoolExhausted exhausted = new PoolExhausted();
        if (exhausted.shouldCommit()) {
            exhausted.server = server;
            exhausted.waited = waited.toNanos();
            exhausted.commit();
        }
    }
}
