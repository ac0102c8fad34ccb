package dev.latchkey.batch;

/**
 * The items of a batch, counted.
 *
 * <p>Immutable.
 *
 * @param completed that had their effect now
 * @param alreadyDone that had it before
 * @param busy whose lock somebody else kept holding
 * @param failed that met something else, or were given up because their shard was away
 * @param left that have not ended; in a report, that were not begun. A stream that doesn't know its size counts as far as it was read
 */
public record BatchCounts(long completed, long alreadyDone, long busy, long failed, long left) {

    /** All that have ended in one way or another. */
    public long ended() {
        return completed + alreadyDone + busy + failed;
    }

    /** For people: {@code 990 completed, 7 already done, 2 busy, 1 failed, 40 left}. */
    @Override
    public String toString() {
        return "%,d completed, %,d already done, %,d busy, %,d failed, %,d left"
                .formatted(completed, alreadyDone, busy, failed, left);
    }
}
