package dev.latchkey.benchmarks.cases;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.WaitLimit;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.measure.Result;
import dev.latchkey.benchmarks.measure.Series;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.stage.ChildJvm;
import dev.latchkey.trials.stage.LogFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A program that holds a lock is killed, or frozen; another waits: how long until that one has it. The lease is 2 s. */
public final class DeathOfAHolder implements Case {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final WaitLimit LIMIT = WaitLimit.ofSeconds(60);

    /** A program's start takes most of the time. */
    private static final int FEWER = 5;

    private interface Blow {
        void strike(ChildJvm holder) throws Exception;
    }

    @Override
    public String title() {
        return "from the death of a holder's program to the next holder, lease %d s".formatted(LEASE.toSeconds());
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        int samples = Math.max(3, effort.samples() / FEWER);
        LogFolder logs = LogFolder.create("latchkey-bench-");
        blow("kill -9", ChildJvm::kill, ground, samples, logs, findings);
        blow("frozen", ChildJvm::pause, ground, samples, logs, findings);
        logs.delete();
    }

    private void blow(String name, Blow blow, Ground ground, int samples, LogFolder logs, Findings findings)
            throws Exception {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            millis.add(sample("BENCH_DYING_%d_%s".formatted(i, name.charAt(0)), blow, ground, logs));
        }
        double worst = millis.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        findings.add(Result.of(title(), name, 2, Map.of("p50Millis", Series.median(millis), "worstMillis", worst)));
    }

    private static double sample(String key, Blow blow, Ground ground, LogFolder logs) throws Exception {
        ServerConfig server = ground.shard();
        try (ChildJvm holder =
                ChildJvm.start(ContenderProcess.class, logs.path().resolve("holder.log"))) {
            holder.send(ContenderProcess.order(
                    Ways.OURS, server.url().text(), server.user(), server.password(), key, LEASE));
            holder.nextLine();
            holder.send("take");
            holder.nextLine();
            CompletableFuture<Long> granted = CompletableFuture.supplyAsync(() -> {
                try (HeldLock next = ground.locks().acquire(LockName.exact(key), LIMIT)) {
                    return System.nanoTime();
                }
            });
            NextHolder.awaitWaiter(server);
            long struck = System.nanoTime();
            blow.strike(holder);
            double millis = (granted.join() - struck) / 1e6;
            holder.kill();
            return millis;
        }
    }
}
