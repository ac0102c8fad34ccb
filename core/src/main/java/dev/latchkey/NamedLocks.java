package dev.latchkey;

import java.util.Optional;

/**
 * The named locks of one server. They exclude every session of that server that uses the same name, whatever its schema
 * and its program.
 *
 * <p>Each acquisition has a session of its own until it is released, so asking twice for one name is contention, whoever
 * asks. Thread-safe.
 */
public interface NamedLocks {

    /**
     * Takes the lock if it is free; one round trip.
     *
     * @return the held lock, or empty if somebody else holds it
     * @throws ServerUnavailableException if the server can't be asked
     */
    Optional<HeldLock> tryAcquire(LockName name);

    /**
     * Takes the lock, waiting in the server's queue, which serves first come, first served. Who waits for longer than the lease
     * joins the queue again at its end.
     *
     * @throws LockNotAcquiredException if the limit has passed
     * @throws ServerUnavailableException if the server can't be asked
     */
    HeldLock acquire(LockName name, WaitLimit limit);

    /**
     * Who holds the lock now; empty if nobody does.
     *
     * @throws ServerUnavailableException if the server can't be asked
     */
    Optional<Holder> holderOf(LockName name);
}
