package dev.latchkey.benchmarks.cases;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.LockKey;
import dev.latchkey.benchmarks.measure.Contender;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.measure.Turns;
import dev.latchkey.benchmarks.rivals.RunByHand;
import java.util.List;

/** Many keys over one shard and over all: on a machine of its own each shard would bring its own processors and disks. */
public final class Scaling implements Case {

    private static final int THREADS = 16;

    @Override
    public String title() {
        return "guarded runs over one shard and over all, on one machine";
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        List<LockKey> one = ground.keysOnOneShard(THREADS, "SCALE");
        List<LockKey> all = ground.keysOnAllShards(THREADS, "SCALE");
        try (HikariDataSource shard = Ground.pool(ground.shard(), false);
                HikariDataSource ledger = Ground.pool(ground.ledger(), true)) {
            Runs runs = new Runs(ground.fleet(), new RunByHand(shard, ledger), 0);
            findings.add(
                    title(),
                    THREADS,
                    Turns.compare(
                            effort,
                            THREADS,
                            List.of(
                                    new Contender("one shard", (thread, n) -> runs.ours(one.get(thread))),
                                    new Contender(
                                            ground.fleet().shards().size() + " shards",
                                            (thread, n) -> runs.ours(all.get(thread))))));
        }
    }
}
