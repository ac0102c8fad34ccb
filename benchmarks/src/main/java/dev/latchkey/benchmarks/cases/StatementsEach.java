package dev.latchkey.benchmarks.cases;

import dev.latchkey.GuardedRun;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.benchmarks.measure.Aim;
import dev.latchkey.benchmarks.measure.Effort;
import dev.latchkey.benchmarks.measure.Findings;
import dev.latchkey.benchmarks.measure.Result;
import dev.latchkey.mysql.ServerConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many statements an operation costs, by the servers' own counters. Marks are written in the background, many in one statement;
 * they are told from a run's own statements by their kind: a run reads the ledger and writes nothing there, and its only UPDATE on the
 * shard is its work.
 */
public final class StatementsEach implements Case {

    private static final int OPERATIONS = 300;
    private static final int MOST_ON_THE_SHARD = 4;

    @Override
    public String title() {
        return "statements per operation";
    }

    /** Counters of one server. */
    private record Counters(Map<String, Long> values) {

        static Counters of(Connection connection) throws SQLException {
            Map<String, Long> values = new LinkedHashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "SHOW GLOBAL STATUS WHERE Variable_name = 'Questions' OR Variable_name LIKE 'Com\\_%'")) {
                while (rows.next()) {
                    values.put(rows.getString(1), rows.getLong(2));
                }
            }
            return new Counters(values);
        }

        /** To one decimal: a pool looks after its sessions now and then. */
        double since(Counters before, String name) {
            return Math.round(
                            10.0 * (values.getOrDefault(name, 0L) - before.values.getOrDefault(name, 0L)) / OPERATIONS)
                    / 10.0;
        }
    }

    private interface Work {
        void perform() throws Exception;
    }

    @Override
    public void measure(Ground ground, Effort effort, Findings findings) throws Exception {
        LockKey key = ground.keysOnOneShard(1, "COUNTED").get(0);
        count(
                ground,
                "acquire and release",
                findings,
                () -> ground.locks()
                        .tryAcquire(LockName.of(Namespace.NONE, key))
                        .orElseThrow()
                        .close());
        count(
                ground,
                "the same by key, on a fleet",
                findings,
                () -> ground.fleet().tryAcquire(key).orElseThrow().close());
        Cost run = count(
                ground,
                "guarded run of one UPDATE",
                findings,
                () -> Runs.once(ground.fleet(), run(key, Runs.nextAction())));
        findings.add(Aim.atMost(
                MOST_ON_THE_SHARD, "round trips per guarded run beyond the work's own, shard", run.shard() - 1));
        findings.add(Aim.atMost(1, "round trips per guarded run beyond the work's own, ledger", run.ledger()));
        String done = Runs.nextAction();
        Runs.doneAndMarked(ground.fleet(), key, done);
        count(ground, "duplicate, known to the ledger", findings, () -> Runs.once(ground.fleet(), run(key, done)));
    }

    private static GuardedRun<String> run(LockKey key, String action) {
        return GuardedRun.once(key, WorkId.of(action), ResultCodec.string());
    }

    /** What one operation costs: statements of its own on each server. */
    private record Cost(double shard, double ledger) {}

    private Cost count(Ground ground, String what, Findings findings, Work work) throws Exception {
        try (Connection shard = connect(ground.shard());
                Connection ledger = connect(ground.ledger())) {
            work.perform(); // sessions are made
            Counters shardBefore = Counters.of(shard);
            Counters ledgerBefore = Counters.of(ledger);
            for (int i = 0; i < OPERATIONS; i++) {
                work.perform();
            }
            Counters shardAfter = Counters.of(shard);
            Counters ledgerAfter = Counters.of(ledger);
            Map<String, Double> figures = new LinkedHashMap<>();
            boolean isRun = shardAfter.since(shardBefore, "Com_call_procedure") >= 1;
            double marksOnTheShard = isRun ? shardAfter.since(shardBefore, "Com_update") - 1 : 0;
            Cost cost = new Cost(
                    shardAfter.since(shardBefore, "Questions") - marksOnTheShard,
                    ledgerAfter.since(ledgerBefore, "Com_select"));
            figures.put("shard", cost.shard());
            figures.put("ledger", cost.ledger());
            figures.put("marksShard", marksOnTheShard);
            figures.put("marksLedger", ledgerAfter.since(ledgerBefore, "Questions") - cost.ledger());
            findings.add(Result.of(title(), what, 1, figures));
            return cost;
        }
    }

    private static Connection connect(ServerConfig server) throws SQLException {
        return DriverManager.getConnection(server.url().text(), server.user(), server.password());
    }
}
