package dev.latchkey;

import java.util.Optional;

/**
 * At most so many holders of a key at a time, counted over all programs: a handle to it, which has at most one of its slots.
 *
 * <pre>{@code
 * Semaphore reports = latchkey.semaphore(LockKey.parse("REPORTS"), 3);
 * try (HeldSlot slot = reports.acquire(WaitLimit.ofSeconds(10))) {
 *     System.out.println("one of three, number " + slot.number());
 * }
 * }</pre>
 *
 * <p>Each slot is a named lock: the one with number 2 of {@code REPORTS} is {@code REPORTS+2}, so anyone can look at it in SQL. It is held,
 * lost and released like any lock, and free when its session ends. All who use a key must name the same number of slots: who names more
 * sees more. There are never more holders than the largest number named.
 *
 * <p>Of up to 16 slots a free one is found in one round trip. Of more, four are tried first, anywhere; then all in at most three
 * further round trips.
 *
 * <p><b>Waiting</b> is first come, first served over all programs: who waits stands in line for the lock {@code REPORTS+WAIT}, and the
 * first of the line looks for a slot after each tenth of the time that it has waited, every 5 to 100 ms, and at once after a release in
 * the same program. Nobody who comes later gets one before.
 *
 * <p>Thread-safe; but as asking twice is having once, give each holder a handle of its own.
 */
public interface Semaphore {

    /**
     * The most slots: a look at the holders asks about each, and the server needs about 0.3 microseconds for one (measured on MySQL 9.7 and
     * MariaDB 11.4).
     */
    int MOST_SLOTS = 2048;

    /** How many may hold it at a time. */
    int slots();

    /**
     * Takes a slot if one is free and nobody waits. If this handle has one already, that is the answer, and nothing is asked.
     *
     * @return the slot, or empty if all are held or others wait
     */
    Optional<HeldSlot> tryAcquire(LockOptions options);

    /** Takes a slot if one is free, with the default options. */
    default Optional<HeldSlot> tryAcquire() {
        return tryAcquire(LockOptions.DEFAULT);
    }

    /**
     * Takes a slot, waiting for it. If this handle has one already, that is the answer, and nothing is asked.
     *
     * @throws LockNotAcquiredException if the limit has passed
     * @throws WaitInterruptedException if the thread is or was interrupted; nothing is held, and its interrupt stays set
     * @throws WaitInTransactionException if the thread is in the work of a run that has sent a statement
     */
    HeldSlot acquire(WaitLimit limit, LockOptions options);

    /** Takes a slot, waiting for it, with the default options. */
    default HeldSlot acquire(WaitLimit limit) {
        return acquire(limit, LockOptions.DEFAULT);
    }

    /**
     * How many slots are held now, by all programs: on a fleet, on the shard that is believed to own the key. One round trip. They are looked
     * at one after the other: what is taken or released meanwhile counts or doesn't.
     */
    int holders();
}
