package dev.latchkey;

import java.time.Duration;

/**
 * Is told what happens to locks, for metrics and logs.
 *
 * <pre>{@code
 * ServerConfig.of(url, "app", password).withListener(new LockListener() {
 *     public void lost(LostLock lock) {
 *         System.err.println(lock);
 *     }
 * });
 * }</pre>
 *
 * <p>Called on the threads that take and release locks, and on our own: be quick, thread-safe, and take no lock there. What a
 * listener throws is logged, and has no further effect.
 */
public interface LockListener {

    /** Listens to nothing. */
    LockListener NONE = new LockListener() {};

    /** A lock was granted; the time is how long the caller had asked for it. */
    default void acquired(LockEvent event) {}

    /** A lock was not granted, since somebody else (the session, if known) holds it; the time is how long the caller waited. */
    default void busy(LockEvent event) {}

    /**
     * A caller that had to wait waits no longer; {@link #acquired} or {@link #busy} is called as well, but for a wait that was
     * interrupted or failed.
     *
     * @param requests how many times the server was asked
     * @param granted whether the lock was granted in the end
     */
    default void waited(LockEvent event, int requests, boolean granted) {}

    /** A lock was released and had been held to its end; the time is how long. */
    default void released(LockEvent event) {}

    /** A lock was lost, also one that was held too long or not released before the closing; called once for each. */
    default void lost(LostLock lock) {}

    /** A session was killed because its lock had been held for its maximum; the time is how long. {@link #lost} follows. */
    default void killed(LockEvent event) {}

    /** All sessions of the pool were in use for as long as a caller was ready to wait for one. */
    default void poolExhausted(String server, Duration waited) {}

    /** Both: this one is told first, and what it throws doesn't keep the other from being told. */
    default LockListener and(LockListener other) {
        return new BothListeners(this, other);
    }
}
