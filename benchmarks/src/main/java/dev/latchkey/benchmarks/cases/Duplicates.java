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

/** Actions that were done before: what the ledger knows is answered from there. */
public final class Duplicates implements Case {

    private static final int MANY = 16;

    @Override
    public String title() {
        return "duplicates, known to the ledger";
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        List<LockKey> keys = ground.keysOnOneShard(MANY, "AGAIN");
        String action = Runs.nextAction();
        try (HikariDataSource shard = Ground.pool(ground.shard(), true);
                HikariDataSource ledger = Ground.pool(ground.ledger(), true)) {
            RunByHand byHand = new RunByHand(shard, ledger);
            Runs runs = new Runs(ground.fleet(), byHand, 0);
            for (LockKey key : keys) {
                Runs.doneAndMarked(ground.fleet(), key, action);
                byHand.mark(Runs.name(key), action, Runs.RESULT);
            }
            List<Contender> contenders = List.of(
                    new Contender("Latchkey", (thread, n) -> runs.ours(keys.get(thread), action)),
                    new Contender(
                            "lock, SELECT, release by hand", (thread, n) -> runs.byHand(keys.get(thread), action)));
            Effort now = effort;
            for (int threads : List.of(MANY, 1)) {
                List<Series> series = Turns.compare(now, threads, contenders);
                now = effort.afterwards();
                findings.add(title(), threads, series);
                findings.add(Aim.atLeast(
                        0.9,
                        "ledger hits, to lock, read and release by hand, " + Case.threads(threads),
                        series.get(0).ratioTo(series.get(1))));
            }
        }
    }
}
