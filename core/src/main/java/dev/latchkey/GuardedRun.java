package dev.latchkey;

import java.util.Optional;

/**
 * What to run, said in full: under which key, once for which work id, waiting how long.
 *
 * <pre>{@code
 * GuardedRun<String> run = GuardedRun.once(key, WorkId.of("payment-77"), ResultCodec.string())
 *         .waitingUpTo(WaitLimit.ofSeconds(5));
 * }</pre>
 *
 * <p>Immutable; each method returns a new one.
 *
 * @param <T> what the work returns
 * @param key the lock under which it runs
 * @param once what makes it happen once; empty for {@link #each}
 * @param limit how long to wait for the lock; empty for not at all
 * @param options how the lock is waited for and held
 * @param permitsCalls whether the work may send CALL
 * @param asksTheReceiptFirst whether the receipt is looked up before the work
 */
public record GuardedRun<T>(
        LockKey key,
        Optional<Once<T>> once,
        Optional<WaitLimit> limit,
        LockOptions options,
        boolean permitsCalls,
        boolean asksTheReceiptFirst) {

    /**
     * What makes a run happen once.
     *
     * @param workId which work it is
     * @param codec how its result is kept
     */
    public record Once<T>(WorkId workId, ResultCodec<T> codec) {}

    public GuardedRun {
        if (options.sharesASession()) {
            throw new IllegalArgumentException(
                    "a run of %s can't share a session with other locks: it has a transaction there; leave that option out"
                            .formatted(key));
        }
        if (asksTheReceiptFirst && once.isEmpty()) {
            throw new IllegalStateException(
                    "a run of %s without a work id has no receipt to ask for; make it with once(…)".formatted(key));
        }
    }

    /** Work that runs in one place at a time, as often as it is asked for. */
    public static <T> GuardedRun<T> each(LockKey key) {
        return new GuardedRun<>(key, Optional.empty(), Optional.empty(), LockOptions.DEFAULT, false, false);
    }

    /** Work that runs in one place at a time and has its effect once; the codec keeps its result for duplicates. */
    public static <T> GuardedRun<T> once(LockKey key, WorkId workId, ResultCodec<T> codec) {
        Once<T> once = new Once<>(workId, codec);
        return new GuardedRun<>(key, Optional.of(once), Optional.empty(), LockOptions.DEFAULT, false, false);
    }

    /** Waits for the lock; without this a held lock is {@code Busy} at once. */
    public GuardedRun<T> waitingUpTo(WaitLimit waitLimit) {
        return new GuardedRun<>(key, once, Optional.of(waitLimit), options, permitsCalls, asksTheReceiptFirst);
    }

    /**
     * Waits for the lock and holds it in another way than by default: with a maximum, telling of its loss, or polling.
     *
     * @throws IllegalArgumentException if the lock was to share a session
     */
    public GuardedRun<T> with(LockOptions lockOptions) {
        return new GuardedRun<>(key, once, limit, lockOptions, permitsCalls, asksTheReceiptFirst);
    }

    /**
     * Lets the work send CALL. A procedure can end the transaction behind our back: a savepoint set before the work and
     * released before the commit tells, and then the run throws {@link PartlyDurableException}. Costs two round trips and
     * a fresh session, since a procedure may leave settings behind.
     */
    public GuardedRun<T> permittingCalls() {
        return new GuardedRun<>(key, once, limit, options, true, asksTheReceiptFirst);
    }

    /**
     * Looks up the receipt on the shard before the work, whatever the ledger says. For work with effects outside MySQL,
     * which no rollback takes back: the look's transaction is over before the work begins, however long that lasts. Costs two
     * round trips.
     *
     * @throws IllegalStateException if the run has no work id
     */
    public GuardedRun<T> askingTheReceiptFirst() {
        return new GuardedRun<>(key, once, limit, options, permitsCalls, true);
    }
}
