package dev.latchkey;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
 */
public final class GuardedRun<T> {

    private final LockKey key;
    private final @Nullable Once<T> once;
    private final @Nullable WaitLimit limit;
    private final boolean calls;
    private final boolean receiptFirst;

    /**
     * What makes a run happen once.
     *
     * @param workId which work it is
     * @param codec how its result is kept
     */
    public record Once<T>(WorkId workId, ResultCodec<T> codec) {}

    private GuardedRun(
            LockKey key, @Nullable Once<T> once, @Nullable WaitLimit limit, boolean calls, boolean receiptFirst) {
        this.key = key;
        this.once = once;
        this.limit = limit;
        this.calls = calls;
        this.receiptFirst = receiptFirst;
    }

    /** Work that runs in one place at a time, as often as it is asked for. */
    public static <T> GuardedRun<T> each(LockKey key) {
        return new GuardedRun<>(key, null, null, false, false);
    }

    /** Work that runs in one place at a time and has its effect once; the codec keeps its result for duplicates. */
    public static <T> GuardedRun<T> once(LockKey key, WorkId workId, ResultCodec<T> codec) {
        return new GuardedRun<>(key, new Once<>(workId, codec), null, false, false);
    }

    /** Waits for the lock in the server's queue; without this a held lock is {@code Busy} at once. */
    public GuardedRun<T> waitingUpTo(WaitLimit waitLimit) {
        return new GuardedRun<>(key, once, waitLimit, calls, receiptFirst);
    }

    /**
     * Lets the work send CALL. A procedure can end the transaction behind our back: a savepoint set before the work and
     * released before the commit tells, and then the run throws {@link PartlyDurableException}. Costs two round trips and
     * a fresh session, since a procedure may leave settings behind.
     */
    public GuardedRun<T> permittingCalls() {
        return new GuardedRun<>(key, once, limit, true, receiptFirst);
    }

    /**
     * Looks up the receipt on the shard before the work, whatever the ledger says. For work with effects outside MySQL,
     * which no rollback takes back. Costs a round trip.
     *
     * @throws IllegalStateException if the run has no work id
     */
    public GuardedRun<T> askingTheReceiptFirst() {
        if (once == null) {
            throw new IllegalStateException(
                    "a run of %s without a work id has no receipt to ask for; make it with once(…)".formatted(key));
        }
        return new GuardedRun<>(key, once, limit, calls, true);
    }

    /** The lock under which it runs. */
    public LockKey key() {
        return key;
    }

    /** What makes it happen once; empty for {@link #each}. */
    public Optional<Once<T>> once() {
        return Optional.ofNullable(once);
    }

    /** How long to wait for the lock; empty for not at all. */
    public Optional<WaitLimit> limit() {
        return Optional.ofNullable(limit);
    }

    /** Whether the work may send CALL. */
    public boolean permitsCalls() {
        return calls;
    }

    /** Whether the receipt is looked up before the work. */
    public boolean asksTheReceiptFirst() {
        return receiptFirst;
    }
}
