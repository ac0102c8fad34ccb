package dev.latchkey;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Lock;

/**
 * Named locks, each in one place at a time: of a whole fleet, by {@link LockKey}, or of one server, by {@link LockName}.
 *
 * <pre>{@code
 * Optional<HeldLock> now = locks.tryAcquire(key);
 * try (HeldLock soon = locks.acquire(key, WaitLimit.ofSeconds(10))) { … }
 * locks.acquireAsync(key, WaitLimit.ofSeconds(10), LockOptions.DEFAULT).thenAccept(HeldLock::close);
 * try (HeldLocks both = locks.acquireAll(List.of(from, to), WaitLimit.ofSeconds(10), LockOptions.DEFAULT)) { … }
 * }</pre>
 *
 * <p>They exclude every session of that server that uses the same name, whatever its schema and its program. Asking twice is
 * contention, whoever asks: see {@link HeldLock#again}.
 *
 * <p><b>Waiting</b> is first come, first served among the callers of one program, which send one of them to the server's queue;
 * that queue serves the sessions of all programs in their order. Who waits there for longer than the lease joins it again at its
 * end. At most half of the pool's sessions wait like this; a waiter that finds none polls, see {@link Polling}. A caller that is
 * interrupted leaves at once with a {@link WaitInterruptedException}, its interrupt set, holding nothing.
 *
 * <p>All methods may throw {@link ServerUnavailableException}: the server can't be asked, all sessions are in use, or the
 * locks were closed. Thread-safe.
 *
 * @param <K> by what a lock is named
 */
public interface Locks<K> {

    /**
     * Takes the lock if it is free; one round trip.
     *
     * @return the held lock, or empty if somebody else holds it
     * @throws WaitInterruptedException if the thread was interrupted while it waited for a free session
     */
    Optional<HeldLock> tryAcquire(K key, LockOptions options);

    /** Takes the lock if it is free, with the default options. */
    default Optional<HeldLock> tryAcquire(K key) {
        return tryAcquire(key, LockOptions.DEFAULT);
    }

    /**
     * Takes the lock, waiting for it.
     *
     * @throws LockNotAcquiredException if the limit has passed
     * @throws ServerUnavailableException if the server is silent, some seconds after the limit at the latest
     * @throws WaitInterruptedException if the thread is or was interrupted; nothing is held, and its interrupt stays set
     * @throws WaitInTransactionException if the thread is in the work of a run that has sent a statement
     */
    HeldLock acquire(K key, WaitLimit limit, LockOptions options);

    /** Takes the lock, waiting for it, with the default options. */
    default HeldLock acquire(K key, WaitLimit limit) {
        return acquire(key, limit, LockOptions.DEFAULT);
    }

    /**
     * Takes the lock without keeping a thread waiting.
     *
     * @return completes with the held lock, or with what {@link #acquire} would have thrown. Cancelling it ends the wait; a lock
     *     that was granted meanwhile is released. It completes on a thread of ours: do nothing long there, or go on elsewhere
     *     with {@code thenApplyAsync}. {@link LockOptions#interruptingOnLoss} is refused, as no thread is known
     * @throws WaitInTransactionException if the thread is in the work of a run that has sent a statement
     */
    CompletableFuture<HeldLock> acquireAsync(K key, WaitLimit limit, LockOptions options);

    /**
     * Takes several locks if all are free, or none; one round trip a server. Equal keys count once.
     *
     * @return the held locks, or empty if somebody else holds one
     * @throws IllegalArgumentException if there are none, more than {@value #MOST_TOGETHER}, or two that are one lock on their server
     */
    Optional<HeldLocks> tryAcquireAll(Collection<K> keys, LockOptions options);

    /**
     * Takes several locks, waiting for all of them up to one limit, or none. They are taken in one order everywhere, so that
     * callers of this method can't block each other for ever.
     *
     * @throws LockNotAcquiredException if the limit has passed
     * @throws LockDeadlockException if the server found a deadlock, with somebody who keeps to another order
     * @throws IllegalArgumentException if there are none, more than {@value #MOST_TOGETHER}, or two that are one lock on their server
     */
    HeldLocks acquireAll(Collection<K> keys, WaitLimit limit, LockOptions options);

    /** The most locks that are acquired together: they stand in one statement. */
    int MOST_TOGETHER = 1000;

    /**
     * A new handle to slots of this lock, of which so many may be held at a time. Nothing is asked yet.
     *
     * @param slots 1 to {@value Semaphore#MOST_SLOTS}; the same for all who use this key
     * @throws IllegalArgumentException if they are not within their bounds
     */
    Semaphore semaphore(K key, int slots);

    /** This lock for readers and writers. Nothing is asked yet. */
    SharedExclusiveLock sharedExclusive(K key);

    /** Who holds the lock now; empty if nobody does. */
    Optional<Holder> holderOf(K key);

    /**
     * The lock as code that knows only {@code java.util.concurrent} wants it. {@code lock()} waits as long as it takes; a second
     * {@code lock()} by the thread that holds it waits, too, since nothing here is reentrant. Only the thread that locked can
     * {@code unlock()}, through the same view, and gets a {@link LockLostException} if the lock was lost. Conditions are unsupported.
     */
    default Lock asLock(K key) {
        return new LockView<>(this, key);
    }

    /** Checks the keys of a call for several, for who implements this. */
    static <K> List<K> distinct(Collection<K> keys) {
        List<K> distinct = keys.stream().distinct().toList();
        if (distinct.isEmpty() || distinct.size() > MOST_TOGETHER) {
            throw new IllegalArgumentException(
                    "%d locks wanted together, allowed are 1 to %d; take them in several calls"
                            .formatted(distinct.size(), MOST_TOGETHER));
        }
        return distinct;
    }
}
