package dev.latchkey.batch;

import dev.latchkey.RefusedConfigurationException;
import java.time.Duration;

/**
 * What a batch takes at most.
 *
 * <p>Immutable.
 *
 * @param perShard how many items run at a time on each shard, each with a thread and a session of the shard's pool, 1 to 1,000; 4 by
 *     default. A pool with fewer sessions is refused
 * @param readAhead the most items that are read and have not ended, 1 to 1,000,000; 10,000 by default. A shard with less to do than
 *     it could is looked for that far ahead; one that falls behind by so many holds up the others, too
 * @param patience how long an item that is busy, or met what another try may mend, is tried again, 0 to 1 h; 1 min by default. So
 *     long, too, a shard may be away before its items fail without a try
 * @param reasons for how many items that are not done the report keeps the reason, the first ones, 0 to 100,000; 100 by default. All
 *     go to the listener and into the log
 */
public record BatchLimits(int perShard, int readAhead, Duration patience, int reasons) {

    private static final int MOST_PER_SHARD = 1000;
    private static final int MOST_READ_AHEAD = 1_000_000;
    private static final int MOST_REASONS = 100_000;
    private static final Duration MOST_PATIENCE = Duration.ofHours(1); // before what is checked against it

    /** 4 at a time on each shard, 10,000 read ahead, 1 min of patience, 100 reasons. */
    public static final BatchLimits DEFAULT = new BatchLimits(4, 10_000, Duration.ofMinutes(1), 100);

    public BatchLimits {
        check("items at a time per shard", perShard, 1, MOST_PER_SHARD);
        check("items read ahead", readAhead, 1, MOST_READ_AHEAD);
        check("reasons kept", reasons, 0, MOST_REASONS);
        if (patience.isNegative() || patience.compareTo(MOST_PATIENCE) > 0) {
            throw new RefusedConfigurationException(
                    "patience of a batch %s refused: allowed are 0 to 1 h".formatted(patience));
        }
    }

    private static void check(String what, int number, int least, int most) {
        if (number < least || number > most) {
            throw new RefusedConfigurationException(
                    "%s %d refused: allowed are %d to %,d".formatted(what, number, least, most));
        }
    }

    /** The same with so many items at a time on each shard. */
    public BatchLimits withPerShard(int items) {
        return new BatchLimits(items, readAhead, patience, reasons);
    }

    /** The same with so many items read ahead. */
    public BatchLimits withReadAhead(int items) {
        return new BatchLimits(perShard, items, patience, reasons);
    }

    /** The same with another patience. */
    public BatchLimits withPatience(Duration newPatience) {
        return new BatchLimits(perShard, readAhead, newPatience, reasons);
    }

    /** The same with so many reasons kept. */
    public BatchLimits withReasons(int most) {
        return new BatchLimits(perShard, readAhead, patience, most);
    }
}
