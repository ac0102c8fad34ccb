package dev.latchkey.benchmarks.cases;

import dev.latchkey.LockEvent;
import dev.latchkey.LockListener;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.Polling;
import dev.latchkey.benchmarks.cases.Contest.Rounds;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.measure.HandOvers;
import dev.latchkey.benchmarks.measure.Result;
import dev.latchkey.benchmarks.rivals.Wanting;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All ways to wait under the same load: one key, four programs with one contender each, which holds it for 40 ms give or take 14 and does
 * without it for as long. As many programs, since within one a release wakes the next waiter, however it waits.
 */
public final class WaitingStrategies implements Case {

    private static final int PROGRAMS = 4;
    private static final double HOLD_MILLIS = 40;
    private static final double SPREAD_MILLIS = 14;
    private static final int TURNS_IN_ONE = 10;
    private static final long SEED = 2010;

    /** A way to wait, under its name. */
    private record Strategy(String name, LockOptions options) {

        Strategy(String name, Polling polling) {
            this(name, LockOptions.DEFAULT.polling(polling));
        }
    }

    private static final List<Strategy> STRATEGIES = List.of(
            new Strategy("the server's queue", LockOptions.DEFAULT),
            new Strategy("every 5 ms", Polling.every(Duration.ofMillis(5))),
            new Strategy("every 20 ms", Polling.every(Duration.ofMillis(20))),
            new Strategy(
                    "exponential, 10 ms to 1 s", Polling.exponential(Duration.ofMillis(10), Duration.ofSeconds(1))),
            new Strategy("follows the hold times, 2 ms a request", Polling.followingHoldTimes(Duration.ofMillis(2))),
            new Strategy("follows the hold times, 10 ms a request", Polling.followingHoldTimes(Duration.ofMillis(10))));

    /** Counts the requests of all that wait. */
    private static final class Requests implements LockListener {
        private final AtomicLong sent = new AtomicLong();

        @Override
        public void waited(LockEvent event, int requests, boolean granted) {
            sent.addAndGet(requests);
        }
    }

    @Override
    public String title() {
        return "ways to wait, %d programs, each holds for %.0f ms (standard deviation %.0f ms) and pauses as long"
                .formatted(PROGRAMS, HOLD_MILLIS, SPREAD_MILLIS);
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        Duration turn = effort.turn().multipliedBy(TURNS_IN_ONE);
        for (Strategy strategy : STRATEGIES) {
            Random random = new Random(SEED);
            Contest contest = new Contest(
                    "BENCH_WAITED_FOR_" + STRATEGIES.indexOf(strategy),
                    PROGRAMS,
                    () -> hold(random),
                    () -> hold(random));
            Requests requests = new Requests();
            Rounds rounds = new Rounds(new Wanting(strategy.name(), key -> program(ground, key, strategy, requests)));
            contest.run(rounds.way(), turn); // hold times are to be known
            requests.sent.set(0);
            HandOvers seen = contest.run(rounds.way(), turn.multipliedBy(2));
            rounds.handOvers().add(seen);
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("requestsEach", (double) requests.sent.get() / Math.max(1, seen.count()));
            figures.putAll(
                    rounds.result(title(), PROGRAMS, turn.multipliedBy(2)).figures());
            findings.add(Result.of(title(), strategy.name(), PROGRAMS, figures));
        }
    }

    private static synchronized Duration hold(Random random) {
        return Duration.ofNanos(
                Math.max(1_000_000, Math.round((HOLD_MILLIS + SPREAD_MILLIS * random.nextGaussian()) * 1e6)));
    }

    private static Wanting.Lockable program(Ground ground, String key, Strategy strategy, Requests requests) {
        ServerLocks locks = ServerLocks.on(
                Server.open("program", ground.shard().withPoolSize(2).withListener(requests)));
        return new Ways.Ours(locks, LockName.exact(key), strategy.options()) {
            @Override
            public void close() {
                locks.close();
            }
        };
    }
}
