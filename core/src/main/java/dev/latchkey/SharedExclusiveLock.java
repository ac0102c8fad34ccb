package dev.latchkey;

import java.util.Optional;

/**
 * A lock of a key that many hold shared (readers), or one exclusively (a writer).
 *
 * <pre>{@code
 * SharedExclusiveLock catalog = latchkey.sharedExclusive(LockKey.parse("CATALOG"));
 * try (HeldLock read = catalog.shared(WaitLimit.ofSeconds(10))) { … }
 * try (HeldLock write = catalog.exclusive(WaitLimit.ofSeconds(10))) { … }
 * }</pre>
 *
 * <p>The writer holds the lock of the key itself, {@code CATALOG}, and so excludes all who take that in whatever way; a plain holder of it
 * keeps new readers out, but doesn't wait for those who are there. Each reader holds a slot, {@code CATALOG+7}: named locks all of them, to
 * be seen in SQL, and free when their sessions end.
 *
 * <p><b>A waiting writer goes before new readers</b>: it takes the lock of the key first, then waits until the readers that it finds have
 * left; who wants to read then stands in line behind it. That line is the server's: first come, first served for readers and writers of
 * all programs. A writer that waits needs two sessions of the pool.
 *
 * <p>There are at most {@value Semaphore#MOST_SLOTS} readers at a time, since a writer asks about each slot, see {@link Semaphore#MOST_SLOTS};
 * one more waits, or is told that it is busy. Nothing is reentrant, and a reader can't become a writer: it would wait for itself.
 *
 * <p>Taking it shared costs one round trip, exclusively two, to try that three; on a fleet each costs one more, for the bucket. Thread-safe.
 */
public interface SharedExclusiveLock {

    /**
     * Takes it shared if there is no writer, and none waits.
     *
     * @return the held lock, or empty if a writer holds it or waits
     */
    Optional<HeldLock> tryShared(LockOptions options);

    /** The same with the default options. */
    default Optional<HeldLock> tryShared() {
        return tryShared(LockOptions.DEFAULT);
    }

    /**
     * Takes it shared, waiting for the writers that came before.
     *
     * @throws LockNotAcquiredException if the limit has passed
     * @throws WaitInterruptedException if the thread is or was interrupted; nothing is held, and its interrupt stays set
     * @throws WaitInTransactionException if the thread is in the work of a run that has sent a statement
     */
    HeldLock shared(WaitLimit limit, LockOptions options);

    /** The same with the default options. */
    default HeldLock shared(WaitLimit limit) {
        return shared(limit, LockOptions.DEFAULT);
    }

    /**
     * Takes it exclusively if nobody has it in any way. New readers may be told that it is busy while this finds out.
     *
     * @return the held lock, or empty if others hold it
     */
    Optional<HeldLock> tryExclusive(LockOptions options);

    /** The same with the default options. */
    default Optional<HeldLock> tryExclusive() {
        return tryExclusive(LockOptions.DEFAULT);
    }

    /**
     * Takes it exclusively, waiting for readers and writers that came before.
     *
     * @throws LockNotAcquiredException if the limit has passed
     * @throws WaitInterruptedException if the thread is or was interrupted; nothing is held, and its interrupt stays set
     * @throws WaitInTransactionException if the thread is in the work of a run that has sent a statement
     */
    HeldLock exclusive(WaitLimit limit, LockOptions options);

    /** The same with the default options. */
    default HeldLock exclusive(WaitLimit limit) {
        return exclusive(limit, LockOptions.DEFAULT);
    }

    /** How many hold it shared now, counted as {@link Semaphore#holders}. Who holds it exclusively, {@link Locks#holderOf} tells. */
    int readers();
}
