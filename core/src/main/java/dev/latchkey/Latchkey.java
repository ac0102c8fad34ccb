package dev.latchkey;

/**
 * Runs work in exactly one place at a time, and its effect exactly once.
 *
 * <pre>{@code
 * Outcome<String> outcome = latchkey.run(
 *         LockKey.parse("ACCOUNT_123_TASK"), WorkId.of("payment-77"), ResultCodec.string(), connection -> book(connection));
 * }</pre>
 *
 * <p>If {@code run} answers {@code Completed}, one session held the lock from before the first read of the work until its
 * COMMIT was durable, and no other run of the same lock key and work id has had or will have an effect: within the retention
 * of receipts, in InnoDB tables, on servers that keep what they acknowledged.
 *
 * <p>Locks alone, without a transaction, are taken as {@link Locks} says; they are routed as runs are, and may throw a
 * {@link WrongShardException}.
 *
 * <p>It doesn't cover effects outside MySQL, and needs every writer of the data to go through it.
 *
 * <p>Thread-safe. Make one per program and close it at the end.
 */
public interface Latchkey extends Locks<LockKey>, AutoCloseable {

    /**
     * Runs the work in a transaction on the session that holds the key's lock, and commits it.
     *
     * @return {@code Completed}, {@code AlreadyDone} or {@code Busy}
     * @throws X the work's own exception, as it was thrown; nothing of the work stays
     * @throws LockLostException if the session died or lost its lock before the commit; nothing of the work stays
     * @throws RolledBackException if the server rolled the transaction back; nothing of the work stays
     * @throws WrongShardException if no shard says that the key's owner is its own; nothing of the work stays
     * @throws LedgerUnavailableException if the ledger can't be asked; the work didn't run
     * @throws ServerUnavailableException if the shard can't be asked; the work didn't run
     * @throws UnresolvedCommitException if nobody could tell whether the commit happened
     * @throws PartlyDurableException if something ended the transaction early, or a table can't roll back
     */
    <T, X extends Exception> Outcome<T> run(GuardedRun<T> run, Work<T, X> work) throws X;

    /**
     * The same for work that is given a fencing token, drawn by one more statement under the lock. It may throw what the other does; if
     * the draw has no answer, a {@link ServerUnavailableException}: the work didn't run.
     */
    <T, X extends Exception> Outcome<T> run(GuardedRun<T> run, FencedWork<T, X> work) throws X;

    /** Runs the work under the key's lock, as often as it is asked for; as {@link GuardedRun#each}. */
    default <T, X extends Exception> Outcome<T> run(LockKey key, Work<T, X> work) throws X {
        return run(GuardedRun.each(key), work);
    }

    /** Runs the work under the key's lock, once for this work id; as {@link GuardedRun#once}. */
    default <T, X extends Exception> Outcome<T> run(LockKey key, WorkId workId, ResultCodec<T> codec, Work<T, X> work)
            throws X {
        return run(GuardedRun.once(key, workId, codec), work);
    }

    /** Named sets in which each item is inserted once. */
    DistinctLists lists();

    /** Numbers for results, equal ones for equal results. Their name decides the shard, and nothing is asked of it yet. */
    ResultIds resultIds(LockKey name);

    /**
     * Takes no more locks, waits for runs and locks that are under way up to the close time-out of {@code SessionLimits}, then
     * ends what is left: such runs fail and are rolled back, and one whose COMMIT was sent may be unresolved.
     */
    @Override
    void close();
}
