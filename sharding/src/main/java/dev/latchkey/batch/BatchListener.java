package dev.latchkey.batch;

import dev.latchkey.Outcome;

/**
 * Hears how a batch goes on.
 *
 * <pre>{@code
 * BatchListener<String> listener = new BatchListener<>() {
 *     @Override
 *     public void progress(BatchCounts soFar) {
 *         System.out.println(soFar);
 *     }
 * };
 * }</pre>
 *
 * <p>Called by the thread that runs the batch, so that it need not be thread-safe, and nothing new begins meanwhile: be short. What it
 * throws ends the batch.
 *
 * @param <T> what the items' work returns
 */
public interface BatchListener<T> {

    /**
     * An item is done.
     *
     * @param outcome {@code Completed} or {@code AlreadyDone}
     */
    default void done(BatchItem<T> item, Outcome<T> outcome) {}

    /** An item is not done, and not tried again in this batch. */
    default void notDone(BatchItem<T> item, BatchReport.NotDone why) {}

    /** So far it has come. Called after each item, and so more often than anybody can read. */
    default void progress(BatchCounts soFar) {}
}
