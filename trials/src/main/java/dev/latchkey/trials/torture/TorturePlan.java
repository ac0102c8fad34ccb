package dev.latchkey.trials.torture;

import dev.latchkey.trials.torture.sabotage.Premise;
import java.time.Duration;
import java.util.Optional;

/**
 * What a campaign is to do. Bounds are checked when it is made.
 *
 * @param length how long faults strike; what comes before and after is on top of it
 * @param seed decides which operations and which faults come in which order; times are the machine's
 * @param lease of the workers' sessions
 * @param sabotage the premise that is taken out of the workers, to see that it is missed
 */
public record TorturePlan(Duration length, long seed, Duration lease, Optional<Premise> sabotage) {

    /** Less doesn't give each kind of fault its turn. */
    public static final Duration SHORTEST = Duration.ofSeconds(5);

    /** The whole history is held in memory. */
    public static final Duration LONGEST = Duration.ofHours(8);

    /** Workers are frozen for longer than a lease, and what is cut off is waited for as long. */
    public static final Duration LONGEST_LEASE = Duration.ofSeconds(10);

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a value is out of them
     */
    public TorturePlan {
        if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("--minutes %s is not possible; give a number from 0.1 to 480"
                    .formatted(length.toMillis() / 60_000.0));
        }
        if (lease.compareTo(Duration.ofSeconds(1)) < 0
                || lease.compareTo(LONGEST_LEASE) > 0
                || !lease.equals(Duration.ofSeconds(lease.toSeconds()))) {
            throw new IllegalArgumentException(
                    "--lease %ds is not possible; give whole seconds from 1s to 10s".formatted(lease.toSeconds()));
        }
    }

    /** How long an operation may take beyond its own limit: for a resolver, a paused process, a server that is away. */
    Duration patience() {
        return Duration.ofSeconds(60).plus(lease.multipliedBy(3));
    }
}
