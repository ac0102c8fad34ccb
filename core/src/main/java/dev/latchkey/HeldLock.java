package dev.latchkey;

/**
 * The proof of one acquisition. Closing it releases the lock; another thread than the one that acquired it may close it.
 *
 * <pre>{@code
 * try (HeldLock lock = locks.acquire(LockName.exact("nightly"), WaitLimit.ofSeconds(10))) {
 *     lock.ensureHeld();
 *     …
 * }
 * }</pre>
 *
 * <p>The lock lives on one session and dies with it: also when the session has sent nothing for the lease of its server (60 s
 * by default). {@link #ensureHeld} is a sign of life, too. A lock that was lost is told by {@link #ensureHeld} and by
 * {@link #close}; what was done in between may have run beside another holder.
 *
 * <p>Thread-safe.
 */
public interface HeldLock extends AutoCloseable {

    /** The name under which the server knows the lock. */
    LockName name();

    /** The session that holds it. */
    long session();

    /**
     * Asks the server whether the lock is still held by this session. One round trip.
     *
     * @throws LockLostException if it isn't, or if the server can't be asked
     */
    void ensureHeld();

    /**
     * Releases the lock; a second call does nothing.
     *
     * @throws LockLostException if the server's answer shows that the lock was not held to the end
     */
    @Override
    void close();
}
