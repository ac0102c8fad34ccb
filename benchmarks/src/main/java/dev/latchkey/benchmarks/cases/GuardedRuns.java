package dev.latchkey.benchmarks.cases;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.LockKey;
import dev.latchkey.benchmarks.measure.Aim;
import dev.latchkey.benchmarks.measure.Contender;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.measure.Series;
import dev.latchkey.benchmarks.measure.Turns;
import dev.latchkey.benchmarks.rivals.RunByHand;
import java.util.List;

/** The main job with receipt and ledger, beside the same sequence by hand without receipts, and beside the work alone. */
public final class GuardedRuns implements Case {

    private static final int MANY = 16;

    @Override
    public String title() {
        return "guarded run of one UPDATE";
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        List<LockKey> keys = ground.keysOnOneShard(MANY, "RUN");
        try (HikariDataSource shard = Ground.pool(ground.shard(), false);
                HikariDataSource ledger = Ground.pool(ground.ledger(), true)) {
            Runs runs = new Runs(ground.fleet(), new RunByHand(shard, ledger), 0);
            List<Contender> contenders = List.of(
                    new Contender("Latchkey", (thread, n) -> runs.ours(keys.get(thread))),
                    new Contender("by hand, without receipts", (thread, n) -> runs.byHand(keys.get(thread))),
                    new Contender("bare transaction", (thread, n) -> runs.bare(keys.get(thread))));
            measure(MANY, contenders, 1.1, effort, findings); // many first: one thread would never get it compiled
            measure(1, contenders, 1.2, effort.afterwards(), findings);
        }
    }

    private void measure(int threads, List<Contender> contenders, double aim, Effort effort, Findings findings)
            throws Exception {
        List<Series> series = Turns.compare(effort, threads, contenders);
        findings.add(title(), threads, series);
        findings.add(Aim.atLeast(
                aim,
                "guarded run, to by hand without receipts, " + Case.threads(threads),
                series.get(0).ratioTo(series.get(1))));
        if (threads > 1) {
            findings.add(Aim.atLeast(
                    0.5,
                    "guarded run, to a bare transaction with the same work, " + Case.threads(threads),
                    series.get(0).ratioTo(series.get(2))));
        }
    }
}
