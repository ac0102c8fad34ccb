package dev.latchkey.batch;

import dev.latchkey.GuardedRun;
import dev.latchkey.LockKey;
import dev.latchkey.ResultCodec;
import dev.latchkey.Work;
import dev.latchkey.WorkId;

/**
 * One of the many runs of a batch. It has a work id, so that the batch can be run again: what is done is not done twice.
 *
 * <p>A run that waits for its lock keeps a thread of the batch meanwhile; without a wait limit it is put off, and the others go on.
 *
 * <p>Immutable.
 *
 * @param <T> what the work returns
 * @param run what to run, made by {@link GuardedRun#once}
 * @param work the work; like any, it may be run again after it was rolled back
 */
public record BatchItem<T>(GuardedRun<T> run, Work<T, ?> work) {

    public BatchItem {
        if (run.once().isEmpty()) {
            throw new IllegalArgumentException(
                    "the item of %s has no work id, and its batch couldn't be run again; make its run with GuardedRun.once(…)"
                            .formatted(run.key()));
        }
    }

    /** Work that has its effect once for this work id; the codec keeps its result for duplicates. */
    public static <T> BatchItem<T> once(LockKey key, WorkId workId, ResultCodec<T> codec, Work<T, ?> work) {
        return new BatchItem<>(GuardedRun.once(key, workId, codec), work);
    }

    /** The lock under which it runs. */
    public LockKey key() {
        return run.key();
    }

    /** Which work it is. */
    public WorkId workId() {
        return run.once().orElseThrow().workId();
    }

    /** For people: {@code payment-77 of ACCOUNT_123_PAYMENTS}. */
    @Override
    public String toString() {
        return workId() + " of " + key();
    }
}
