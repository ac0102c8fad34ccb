package dev.latchkey.batch;

import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.locks.Shard;
import dev.latchkey.sharding.Fleet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Runs many items as guarded runs: some at a time on each shard, and on with the next when one fails.
 *
 * <pre>{@code
 * Work<String, SQLException> booking = connection -> book(connection);
 * BatchReport report = Batch.on(fleet)
 *         .withLimits(BatchLimits.DEFAULT.withPerShard(8))
 *         .run(Stream.of(BatchItem.once(key, workId, ResultCodec.string(), booking)));
 * if (!report.allDone()) {
 *     System.err.println(report); // and run the same batch again, later
 * }
 * }</pre>
 *
 * <p><b>Promises.</b> Each item has its effect at most once, however often the batch is run, in however many programs at a time: what is
 * done answers {@code AlreadyDone}. Items of one lock key run one after the other, in the order of the stream. What is busy, or met what
 * another try may mend (a lost lock, a deadlock, a bucket that moves, a server that is away), is put off and tried again within the
 * patience of {@link BatchLimits}; what the work throws of its own is final. Each item that is not done is logged, and the batch goes on.
 *
 * <p>A shard's slow items keep only their own shard's threads, and a shard that is away is tried by one item at a time. When all shards
 * have been away for too long the batch stops. Items are read as shards have nothing to do, and at most
 * {@link BatchLimits#readAhead} are in memory.
 *
 * <p>An interrupt of the thread that runs the batch stops it: no further item begins, those that run come to their end, and the
 * report says what is left. The interrupt stays set.
 *
 * <p>Immutable and thread-safe; several batches at a time have threads of their own each.
 */
public final class Batch {

    private final Fleet fleet;
    private final BatchLimits limits;
    private final BooleanSupplier stop;

    private Batch(Fleet fleet, BatchLimits limits, BooleanSupplier stop) {
        this.fleet = fleet;
        this.limits = limits;
        this.stop = stop;
    }

    /** Runs through this fleet, with the default limits. */
    public static Batch on(Fleet fleet) {
        return new Batch(fleet, BatchLimits.DEFAULT, () -> false);
    }

    /** The same with other limits. */
    public Batch withLimits(BatchLimits newLimits) {
        return new Batch(fleet, newLimits, stop);
    }

    /**
     * The same, stopped as by an interrupt when this says so.
     *
     * @param condition is asked ten times a second at least, while neither stream nor listener keep the thread, and before each item
     */
    public Batch stoppingWhen(BooleanSupplier condition) {
        return new Batch(fleet, limits, condition);
    }

    /** Runs the items, without a listener; see {@link #run(Stream, BatchListener)}. */
    public <T> BatchReport run(Stream<BatchItem<T>> items) {
        return run(items, new BatchListener<>() {});
    }

    /**
     * Runs the items and returns when the last has ended. Trouble with an item is no exception; trouble with the batch is: what the
     * stream or the listener throws, and an {@code Error} of a work, reach the caller after the items under way have ended.
     *
     * @param items read lazily, by the calling thread, and not closed
     * @throws RefusedConfigurationException if a shard's pool has fewer sessions than the items that are to run there at a time
     */
    public <T> BatchReport run(Stream<BatchItem<T>> items, BatchListener<T> listener) {
        for (Shard shard : fleet.shards()) {
            int sessions = shard.server().config().limits().poolSize();
            if (limits.perShard() > sessions) {
                throw new RefusedConfigurationException(
                        "%d items at a time refused: the pool of %s has %d sessions; take BatchLimits.withPerShard(%d), or a larger pool"
                                .formatted(limits.perShard(), shard, sessions, sessions));
            }
        }
        Tally<T> tally = new Tally<>(items.spliterator(), limits.reasons(), listener);
        return new BatchRun<>(fleet, limits, stop, tally).run();
    }
}
