package dev.latchkey;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The proof of one acquisition. Closing it releases the lock; another thread than the one that acquired it may close it.
 *
 * <pre>{@code
 * try (HeldLock lock = locks.acquire(key, WaitLimit.ofSeconds(10))) {
 *     lock.ensureHeld();
 *     …
 * }
 * }</pre>
 *
 * <p>The lock lives on one session and dies with it. A heartbeat keeps the session alive and asks whether it still holds the
 * lock; a holder that is frozen or cut off loses it within the lease of its server (60 s by default). A lock that was lost is
 * told by {@link #ensureHeld}, {@link #lost} and {@link #close}, to the {@link LockOptions#onLost consumer} that was asked
 * for, to the {@link LockListener} and to the log; what was done since may have run beside another holder.
 *
 * <p>Thread-safe.
 */
public interface HeldLock extends AutoCloseable {

    /** The name under which the server knows the lock. */
    LockName name();

    /** The session that holds it: its connection id. */
    long session();

    /**
     * A number that has grown since the key's last holder drew one, if {@link LockOptions#drawingAToken} was asked for; 1 or more. Systems
     * outside MySQL keep the highest that they have seen of a key, and refuse what comes with a lower one: from a holder that has lost the
     * lock and doesn't know it yet. There may be gaps.
     */
    OptionalLong fencingToken();

    /**
     * Asks the server whether the lock is still held by this session. One round trip.
     *
     * @throws LockLostException if it isn't, or if the server can't be asked
     * @throws IllegalStateException if it was released
     */
    void ensureHeld();

    /** How it was lost, as far as is known without asking the server; empty while it is held, and after its release. */
    Optional<LostLock> lost();

    /**
     * Enters the lock once more: it is released when this one and the new one are closed, in any order. No statement is sent, and the token is the same.
     * It is the only way to share a lock: a second acquisition of it is contention, whoever asks.
     *
     * @throws LockLostException if it was lost
     * @throws IllegalStateException if this one was closed
     */
    HeldLock again();

    /**
     * Releases the lock, at once; a second call does nothing.
     *
     * @throws LockLostException if the lock was lost before, or the server's answer shows that it was not held to the end
     */
    @Override
    void close();
}
