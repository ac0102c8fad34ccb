package dev.latchkey.benchmarks.cases;

import dev.latchkey.benchmarks.measure.Aim;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
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

/** One key, wanted by eight all the time, each holding it for 5 ms. */
public final class HandOver implements Case {

    private static final int CONTENDERS = 8;
    private static final Duration HOLD = Duration.ofMillis(5);
    private static final Duration LONGEST_END = Duration.ofSeconds(30);

    /** A hand-over takes some milliseconds: turns are longer than for other measurements. */
    private static final int TURNS_IN_ONE = 3;

    @Override
    public String title() {
        return "hand-over among %d contenders of one program, held for %d ms".formatted(CONTENDERS, HOLD.toMillis());
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        String key = Runs.name(ground.keysOnOneShard(1, "WANTED").get(0));
        Duration turn = effort.turn().multipliedBy(TURNS_IN_ONE);
        List<Rounds> all = new ArrayList<>();
        try (Ways ways = Ways.on(ground)) {
            for (Wanting way : ways.all()) {
                round(way, key, Duration.ZERO, effort.warmUp()); // without a hold: until it is compiled
                all.add(new Rounds(way, new ArrayList<>()));
            }
            for (int round = 0; round < effort.rounds(); round++) {
                for (Rounds rounds : all) {
                    rounds.handOvers().add(round(rounds.way(), key, HOLD, turn));
                }
            }
        }
        for (Rounds rounds : all) {
            findings.add(Result.of(
                    title(), rounds.way().name(), CONTENDERS, medians(rounds.handOvers(), turn.toNanos() / 1e9)));
            switch (rounds.way().name()) {
                case Ways.RAW ->
                    findings.add(Aim.atMost(
                            1.2,
                            "idle while wanted p50, 8 contenders, to raw waiting GET_LOCK",
                            ratio(all.get(0), rounds)));
                case Ways.REDISSON ->
                    findings.add(Aim.atMost(
                            0.5, "idle while wanted p50, 8 contenders, to Redisson", ratio(all.get(0), rounds)));
                default -> {}
            }
        }
    }

    /** What was seen of one way, round by round. */
    private record Rounds(Wanting way, List<HandOvers> handOvers) {}

    private static double ratio(Rounds ours, Rounds theirs) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < ours.handOvers().size(); round++) {
            ratios.add(ours.handOvers().get(round).idleMillis()
                    / theirs.handOvers().get(round).idleMillis());
        }
        return Series.median(ratios);
    }

    private static Map<String, Double> medians(List<HandOvers> rounds, double seconds) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        rounds.forEach(one -> one.figures(CONTENDERS, seconds)
                .forEach((figure, value) ->
                        all.computeIfAbsent(figure, none -> new ArrayList<>()).add(value)));
        Map<String, Double> medians = new LinkedHashMap<>();
        all.forEach((figure, values) -> medians.put(figure, Series.median(values)));
        return medians;
    }

    private static HandOvers round(Wanting way, String key, Duration hold, Duration turn) throws Exception {
        HandOvers handOvers = new HandOvers();
        long until = System.nanoTime() + turn.toNanos();
        Background threads = new Background(() -> {});
        List<Lockable> locks = new ArrayList<>();
        for (int i = 0; i < CONTENDERS; i++) {
            locks.add(way.contender(key));
        }
        for (int i = 0; i < CONTENDERS; i++) {
            int contender = i;
            Lockable lock = locks.get(i);
            threads.start("contender-" + i, () -> want(lock, contender, hold, until, handOvers));
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

    private static void want(Lockable lock, int contender, Duration hold, long until, HandOvers handOvers)
            throws Exception {
        while (System.nanoTime() < until) {
            lock.acquire();
            long granted = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(hold.toNanos());
            long released = System.nanoTime();
            lock.release();
            handOvers.add(new Tenure(contender, granted, released));
        }
    }
}
