package dev.latchkey.benchmarks.cases;

import dev.latchkey.benchmarks.cases.Contest.Rounds;
import dev.latchkey.benchmarks.measure.Aim;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.rivals.Wanting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One key, wanted by eight all the time, each holding it for 5 ms. */
public final class HandOver implements Case {

    private static final int CONTENDERS = 8;
    private static final Duration HOLD = Duration.ofMillis(5);

    /** A hand-over takes some milliseconds: turns are longer than for other measurements. */
    private static final int TURNS_IN_ONE = 3;

    @Override
    public String title() {
        return "hand-over among %d contenders of one program, held for %d ms".formatted(CONTENDERS, HOLD.toMillis());
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        Contest contest = new Contest(
                Runs.name(ground.keysOnOneShard(1, "WANTED").get(0)), CONTENDERS, () -> HOLD, () -> Duration.ZERO);
        Duration turn = effort.turn().multipliedBy(TURNS_IN_ONE);
        List<Rounds> all = new ArrayList<>();
        try (Ways ways = Ways.on(ground)) {
            for (Wanting way : ways.all()) {
                contest.withoutAHold().run(way, effort.warmUp()); // until it is compiled
                all.add(new Rounds(way));
            }
            for (int round = 0; round < effort.rounds(); round++) {
                for (Rounds rounds : all) {
                    rounds.handOvers().add(contest.run(rounds.way(), turn));
                }
            }
        }
        for (Rounds rounds : all) {
            findings.add(rounds.result(title(), CONTENDERS, turn));
            switch (rounds.way().name()) {
                case Ways.RAW ->
                    findings.add(Aim.atMost(
                            1.2,
                            "idle while wanted p50, 8 contenders, to raw waiting GET_LOCK",
                            all.get(0).idleRatioTo(rounds)));
                case Ways.REDISSON ->
                    findings.add(Aim.atMost(
                            0.5,
                            "idle while wanted p50, 8 contenders, to Redisson",
                            all.get(0).idleRatioTo(rounds)));
                default -> {}
            }
        }
    }
}
