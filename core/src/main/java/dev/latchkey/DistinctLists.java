package dev.latchkey;

import java.time.Duration;
import java.util.Optional;

/**
 * Sets up {@linkplain DistinctList distinct lists}, and finds them.
 *
 * <p>A list is named by a lock key, and lies on the shard of that key's owner, in the fleet's namespace; a bucket that moves takes it
 * along. It has nothing to do with the named lock of that key.
 *
 * <p>All methods may throw {@link ServerUnavailableException} and {@link WrongShardException}. Thread-safe.
 */
public interface DistinctLists {

    /** Longer durations are refused as typing errors: ten years. */
    Duration LONGEST = Duration.ofDays(3650);

    /**
     * Sets up a list, or joins the one of this name that hasn't ended, whose end stays as it is. All who call it at once get the same.
     *
     * <p>Who makes a new one also deletes up to 1,000 items of ended lists of that shard; {@code ./latchkey retain} deletes them all.
     *
     * @param duration after which it ends; 1 ms to {@link #LONGEST}, by the shard's clock
     * @throws IllegalArgumentException if the duration isn't
     */
    DistinctList setUp(LockKey name, Duration duration);

    /** The list of this name, if somebody has set it up and it hasn't ended. */
    Optional<DistinctList> find(LockKey name);
}
