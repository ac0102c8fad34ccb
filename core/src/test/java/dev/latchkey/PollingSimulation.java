package dev.latchkey;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Waiters that come 10 ms after a hold began, on simulated time. All strategies meet the same holds, in the same order.
 *
 * @param requests the mean of how often a waiter asked, without the first time
 * @param idle the mean of how long the lock lay free until then, in milliseconds
 */
record PollingSimulation(double requests, double idle) {

    private static final double COMES_AFTER = 10;
    private static final int LEARNT = 200;
    private static final int HOLDS = 4_000;
    private static final long SEED = 42;

    /** Hold times, in milliseconds. */
    static final ToDoubleFunction<Random> NORMAL = random -> Math.max(1, random.nextGaussian(200, 70));

    static final ToDoubleFunction<Random> EXPONENTIAL = random -> Math.max(1, 200 * random.nextExponential());
    static final ToDoubleFunction<Random> BIMODAL = random -> random.nextInt(10) < 7
            ? Math.max(1, random.nextGaussian(30, 5))
            : Math.max(1, random.nextGaussian(600, 40));

    static HoldTimes learnt(ToDoubleFunction<Random> holds) {
        Random random = new Random(SEED + 1);
        return new HoldTimes(IntStream.range(0, LEARNT)
                .mapToObj(ignored -> millis(holds.applyAsDouble(random)))
                .toList());
    }

    static PollingSimulation of(Polling polling, ToDoubleFunction<Random> holds, HoldTimes learnt) {
        Random random = new Random(SEED);
        double[] requests = new double[HOLDS];
        double[] idle = new double[HOLDS];
        for (int i = 0; i < HOLDS; i++) {
            double hold = holds.applyAsDouble(random);
            double time = COMES_AFTER;
            while (time < hold) {
                requests[i]++;
                Duration pause = polling.pause(new Polling.Seen((int) requests[i], millis(time), learnt));
                time += Math.max(1, pause.toNanos() / 1e6);
            }
            idle[i] = requests[i] == 0 ? 0 : time - hold;
        }
        return new PollingSimulation(
                Arrays.stream(requests).average().orElseThrow(),
                Arrays.stream(idle).average().orElseThrow());
    }

    /** The fixed pause that makes as many requests. */
    PollingSimulation fixed(ToDoubleFunction<Random> holds) {
        double low = 1;
        double high = 5_000;
        for (int i = 0; i < 25; i++) {
            double middle = (low + high) / 2;
            if (of(Polling.every(millis(middle)), holds, HoldTimes.UNKNOWN).requests > requests) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return of(Polling.every(millis(high)), holds, HoldTimes.UNKNOWN);
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos((long) (millis * 1e6));
    }
}
