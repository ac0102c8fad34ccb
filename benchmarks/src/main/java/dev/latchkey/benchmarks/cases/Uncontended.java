package dev.latchkey.benchmarks.cases;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.benchmarks.measure.Aim;
import dev.latchkey.benchmarks.measure.Contender;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.measure.Operation;
import dev.latchkey.benchmarks.measure.Series;
import dev.latchkey.benchmarks.measure.Turns;
import dev.latchkey.benchmarks.rivals.LocksByHand;
import dev.latchkey.benchmarks.rivals.OtherLocks;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import net.javacrumbs.shedlock.core.LockProvider;
import org.redisson.api.RedissonClient;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;

/** Taking a lock that nobody else wants, and releasing it. */
public final class Uncontended implements Case {

    /** Many first: what comes after them is compiled by then. */
    private static final List<Integer> THREADS = List.of(8, 1, 32);

    @Override
    public String title() {
        return "acquire and release, uncontended";
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        List<LockKey> keys = ground.keysOnOneShard(Ground.SESSIONS, "FREE");
        try (HikariDataSource pool = Ground.pool(ground.shard(), true)) {
            Effort now = effort;
            for (int threads : THREADS) {
                List<Contender> contenders = List.of(ours(ground, keys), byHand(pool, keys), byKey(ground, keys));
                List<Series> series = Turns.compare(now, threads, contenders);
                now = effort.afterwards();
                findings.add(title(), threads, series);
                findings.add(Aim.atLeast(
                        0.95,
                        "acquire + release, to by hand over HikariCP, " + Case.threads(threads),
                        series.get(0).ratioTo(series.get(1))));
            }
            others(ground, keys, pool, effort, findings);
        }
    }

    private void others(Ground ground, List<LockKey> keys, HikariDataSource pool, Effort effort, Findings findings)
            throws Exception {
        LockProvider shedLock = OtherLocks.shedLock(pool);
        JdbcLockRegistry spring = OtherLocks.springRegistry(pool);
        RedissonClient redisson = ground.redis()
                .map(redis -> OtherLocks.redisson(redis.address()))
                .orElse(null);
        try (Connection raw = pool.getConnection()) {
            List<Contender> contenders = new ArrayList<>(List.of(
                    ours(ground, keys),
                    new Contender(
                            "ShedLock JDBC",
                            (thread, n) -> OtherLocks.lockAndUnlock(shedLock, Runs.name(keys.get(thread)))),
                    new Contender(
                            "Spring JdbcLockRegistry",
                            (thread, n) -> OtherLocks.tryLockAndUnlock(spring.obtain(Runs.name(keys.get(thread))))),
                    new Contender("one raw connection", lockByHand(raw, keys))));
            if (redisson != null) {
                contenders.add(new Contender(
                        "Redisson",
                        (thread, n) -> OtherLocks.tryLockAndUnlock(redisson.getLock(Runs.name(keys.get(thread))))));
            }
            List<Series> series = Turns.compare(effort, 1, contenders);
            findings.add(title() + ", beside others", 1, series);
            Series own = series.get(0);
            findings.add(Aim.atLeast(10, "acquire + release, to ShedLock JDBC, 1 thread", own.ratioTo(series.get(1))));
            findings.add(Aim.atLeast(
                    10, "acquire + release, to Spring JdbcLockRegistry, 1 thread", own.ratioTo(series.get(2))));
            if (redisson != null) {
                findings.add(Aim.atLeast(
                        2, "acquire + release, to Redisson on local Redis, 1 thread", own.ratioTo(series.get(4))));
            }
        } finally {
            if (redisson != null) {
                redisson.shutdown();
            }
        }
    }

    private static Contender ours(Ground ground, List<LockKey> keys) {
        List<LockName> names =
                keys.stream().map(key -> LockName.of(Namespace.NONE, key)).toList();
        return new Contender(
                "Latchkey",
                (thread, n) -> ground.locks()
                        .tryAcquire(names.get(thread))
                        .orElseThrow()
                        .close());
    }

    /** Besides, the shard is asked whether it owns the key's bucket. */
    private static Contender byKey(Ground ground, List<LockKey> keys) {
        return new Contender(
                "Latchkey, by key on a fleet",
                (thread, n) -> ground.fleet()
                        .tryAcquire(keys.get(thread))
                        .orElseThrow()
                        .close());
    }

    private static Contender byHand(HikariDataSource pool, List<LockKey> keys) {
        return new Contender("by hand, HikariCP", (thread, n) -> {
            try (Connection connection = pool.getConnection()) {
                lockByHand(connection, keys).perform(thread, n);
            }
        });
    }

    private static Operation lockByHand(Connection connection, List<LockKey> keys) {
        return (thread, n) -> {
            String name = Runs.name(keys.get(thread));
            LocksByHand.acquire(connection, name, 0);
            LocksByHand.release(connection, name);
        };
    }
}
