package dev.latchkey.benchmarks.cases;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.benchmarks.measure.Contender;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.measure.Result;
import dev.latchkey.benchmarks.measure.Turns;
import dev.latchkey.benchmarks.rivals.LocksByHand;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Ten thousand locks held by one program, a thousand a session, and what another lock costs meanwhile. */
public final class ManyHeld implements Case {

    private static final int LOCKS = 10_000;

    @Override
    public String title() {
        return "10,000 locks held, 1,000 a session";
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        LockOptions sharing = LockOptions.DEFAULT.sharingASession();
        Map<String, Double> figures = new LinkedHashMap<>();
        long start = System.nanoTime();
        List<HeldLock> held = IntStream.range(0, LOCKS)
                .parallel()
                .mapToObj(i -> ground.locks()
                        .tryAcquire(LockName.exact("BENCH_HELD_" + i), sharing)
                        .orElseThrow())
                .toList();
        figures.put("takenPerSecond", LOCKS * 1e9 / (System.nanoTime() - start));
        try (HikariDataSource pool = Ground.pool(ground.shard(), true)) {
            LockName other = LockName.exact("BENCH_ANOTHER");
            findings.add(
                    title() + ": another one meanwhile",
                    1,
                    Turns.compare(
                            effort.afterwards(),
                            1,
                            List.of(
                                    new Contender(
                                            "Latchkey, on a session with others",
                                            (thread, n) -> ground.locks()
                                                    .tryAcquire(other, sharing)
                                                    .orElseThrow()
                                                    .close()),
                                    new Contender(
                                            "Latchkey, on a session of its own",
                                            (thread, n) -> ground.locks()
                                                    .tryAcquire(other)
                                                    .orElseThrow()
                                                    .close()),
                                    new Contender("by hand, HikariCP", (thread, n) -> byHand(pool, other)))));
        }
        long release = System.nanoTime();
        held.parallelStream().forEach(HeldLock::close);
        figures.put("releasedPerSecond", LOCKS * 1e9 / (System.nanoTime() - release));
        findings.add(Result.of(title(), "Latchkey", Runtime.getRuntime().availableProcessors(), figures));
    }

    private static void byHand(HikariDataSource pool, LockName name) throws Exception {
        try (Connection connection = pool.getConnection()) {
            LocksByHand.acquire(connection, name.text(), 0);
            LocksByHand.release(connection, name.text());
        }
    }
}
