package dev.latchkey.benchmarks.cases;

import dev.latchkey.benchmarks.measure.HandOvers;
import dev.latchkey.benchmarks.measure.HandOvers.Tenure;
import dev.latchkey.benchmarks.measure.Result;
import dev.latchkey.benchmarks.measure.Series;
import dev.latchkey.benchmarks.rivals.Wanting;
import dev.latchkey.benchmarks.rivals.Wanting.Lockable;
import dev.latchkey.trials.stage.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One key, wanted by several again and again.
 *
 * @param contenders how many want it
 * @param hold how long each keeps it
 * @param pause how long each does without it then
 */
record Contest(String key, int contenders, Supplier<Duration> hold, Supplier<Duration> pause) {

    private static final Duration LONGEST_END = Duration.ofSeconds(90);

    /** What was seen of one way, round by round. */
    record Rounds(Wanting way, List<HandOvers> handOvers) {

        Rounds(Wanting way) {
            this(way, new ArrayList<>());
        }

        /** The medians of all figures. */
        Result result(String measurement, int contenders, Duration turn) {
            Map<String, List<Double>> all = new LinkedHashMap<>();
            handOvers.forEach(one -> one.figures(contenders, turn.toNanos() / 1e9)
                    .forEach((figure, value) -> all.computeIfAbsent(figure, none -> new ArrayList<>())
                            .add(value)));
            Map<String, Double> medians = new LinkedHashMap<>();
            all.forEach((figure, values) -> medians.put(figure, Series.median(values)));
            return Result.of(measurement, way.name(), contenders, medians);
        }

        /** How long the lock lies free to how long it does the other way. */
        double idleRatioTo(Rounds other) {
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < handOvers.size(); round++) {
                ratios.add(handOvers.get(round).idleMillis()
                        / other.handOvers().get(round).idleMillis());
            }
            return Series.median(ratios);
        }
    }

    /** The same without a hold: for the warming. */
    Contest withoutAHold() {
        return new Contest(key, contenders, () -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** Lets them contend for so long. */
    HandOvers run(Wanting way, Duration turn) throws Exception {
        HandOvers handOvers = new HandOvers();
        List<Lockable> locks = new ArrayList<>();
        for (int i = 0; i < contenders; i++) {
            locks.add(way.contender(key));
        }
        Background threads = new Background(() -> {});
        long until = System.nanoTime() + turn.toNanos();
        for (int i = 0; i < contenders; i++) {
            int contender = i;
            Lockable lock = locks.get(i);
            threads.start("contender-" + i, () -> want(lock, contender, until, handOvers));
        }
        boolean ended = threads.awaitEnd(turn.plus(LONGEST_END));
        threads.check();
        if (!ended) {
            throw new IllegalStateException(way.name() + " did not end");
        }
        for (Lockable lock : locks) {
            lock.close();
        }
        return handOvers;
    }

    private void want(Lockable lock, int contender, long until, HandOvers handOvers) throws Exception {
        while (System.nanoTime() < until) {
            long wanted = System.nanoTime();
            lock.acquire();
            long granted = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(hold.get().toNanos());
            long released = System.nanoTime();
            lock.release();
            handOvers.add(new Tenure(contender, wanted, granted, released));
            TimeUnit.NANOSECONDS.sleep(pause.get().toNanos());
        }
    }
}
