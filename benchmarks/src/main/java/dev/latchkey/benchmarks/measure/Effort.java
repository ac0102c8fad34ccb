package dev.latchkey.benchmarks.measure;

import java.time.Duration;

/**
 * How much time a measurement takes.
 *
 * @param rounds how often each contender has its turn
 * @param turn how long a turn is
 * @param warmUp how long each contender runs before the first round
 * @param samples how often something is done that is measured one by one
 */
public record Effort(int rounds, Duration turn, Duration warmUp, int samples) {

    /** All aims in three minutes. */
    public static final Effort QUICK = new Effort(5, Duration.ofMillis(300), Duration.ofSeconds(2), 15);

    /** What the published figures come from. */
    public static final Effort FULL = new Effort(11, Duration.ofMillis(500), Duration.ofSeconds(8), 30);

    /** The same for contenders that have run before: a little warming, for what is new. */
    public Effort afterwards() {
        return new Effort(rounds, turn, turn, samples);
    }
}
