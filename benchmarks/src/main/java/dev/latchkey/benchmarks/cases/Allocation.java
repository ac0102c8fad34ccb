package dev.latchkey.benchmarks.cases;

import com.sun.management.ThreadMXBean;
import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.measure.Operation;
import dev.latchkey.benchmarks.measure.Result;
import dev.latchkey.benchmarks.rivals.LocksByHand;
import dev.latchkey.benchmarks.rivals.RunByHand;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.util.Map;

/** How many bytes the calling thread allocates for one operation, the driver's included. */
public final class Allocation implements Case {

    private static final int OPERATIONS = 2_000;

    @Override
    public String title() {
        return "bytes allocated per operation";
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        LockKey key = ground.keysOnOneShard(1, "BYTES").get(0);
        LockName name = LockName.of(Namespace.NONE, key);
        try (HikariDataSource shard = Ground.pool(ground.shard(), false);
                HikariDataSource ledger = Ground.pool(ground.ledger(), true);
                HikariDataSource pool = Ground.pool(ground.shard(), true)) {
            Runs runs = new Runs(ground.fleet(), new RunByHand(shard, ledger), 0);
            count(
                    "acquire and release: Latchkey",
                    findings,
                    (thread, n) -> ground.locks().tryAcquire(name).orElseThrow().close());
            count("acquire and release: by hand", findings, (thread, n) -> {
                try (Connection connection = pool.getConnection()) {
                    LocksByHand.acquire(connection, name.text(), 0);
                    LocksByHand.release(connection, name.text());
                }
            });
            count("guarded run: Latchkey", findings, (thread, n) -> runs.ours(key));
            count("guarded run: by hand", findings, (thread, n) -> runs.byHand(key));
        }
    }

    private void count(String what, Findings findings, Operation operation) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int n = 0; n < OPERATIONS; n++) {
            operation.perform(0, n);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int n = 0; n < OPERATIONS; n++) {
            operation.perform(0, n);
        }
        double bytes = (double) (threads.getCurrentThreadAllocatedBytes() - before) / OPERATIONS;
        findings.add(Result.of(title(), what, 1, Map.of("bytes", bytes)));
    }
}
