package dev.latchkey.trials.torture;

import static java.util.Collections.nCopies;

import dev.latchkey.LockKey;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.stage.FleetServers;
import dev.latchkey.trials.stage.LogFolder;
import dev.latchkey.trials.stage.Opening;
import dev.latchkey.trials.stage.Progress;
import dev.latchkey.trials.stage.Sessions;
import dev.latchkey.trials.torture.checker.Checker;
import dev.latchkey.trials.torture.checker.Evidence;
import dev.latchkey.trials.torture.checker.Rule;
import dev.latchkey.trials.torture.ground.Keys;
import dev.latchkey.trials.torture.ground.Tables;
import dev.latchkey.trials.torture.history.History;
import dev.latchkey.trials.torture.nemesis.Target;
import dev.latchkey.trials.torture.sabotage.SabotagedCommit;
import dev.latchkey.trials.torture.worker.LastTries;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The fault campaign: preparations, faults, last tries, verdict. */
public final class Torture {

    /** On top of the lease: what a busy server needs to notice that a session is gone. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private static final Duration GLANCE = Duration.ofMillis(100);

    private final TorturePlan plan;

    public Torture(TorturePlan plan) {
        this.plan = plan;
    }

    /**
     * Runs it. It makes tables of its own on the shards, and leaves none of them, nor any receipt or mark, if all went well.
     *
     * @throws dev.latchkey.trials.stage.TrialException if it can't go on
     * @throws dev.latchkey.LatchkeyException if the servers don't answer, or are not fit
     */
    public TortureReport run(FleetServers servers, Progress progress) throws InterruptedException, SQLException {
        long start = System.nanoTime();
        LogFolder logs = LogFolder.create("latchkey-torture-");
        try (Scene scene = Scene.of(servers)) {
            Keys keys = prepare(scene);
            progress.say("%d s of faults, with a lease of %d s; seed %d"
                    .formatted(plan.length().toSeconds(), plan.lease().toSeconds(), plan.seed()));
            Campaign campaign = new Campaign(plan, scene, keys, logs.path(), progress);
            List<String> wrong = campaign.run();
            progress.say("the faults are over; what nobody acknowledged is tried once more");
            try (Fleet fleet = Opening.of(scene.direct(), false)) {
                SabotagedCommit.drop(fleet);
                TortureReport report = judge(fleet, scene, keys, campaign, wrong, start);
                if (report.ok()) {
                    new Tables(fleet).drop();
                    logs.delete();
                } else {
                    logs.write("history.txt", campaign.history().lines());
                    progress.say("history and the workers' logs are in " + logs.path());
                }
                return report;
            }
        }
    }

    private Keys prepare(Scene scene) {
        Migrations.migrate(scene.direct());
        try (Fleet fleet = Fleet.open(scene.direct())) {
            Keys keys = Keys.on(fleet);
            new Tables(fleet).create(keys.all());
            plan.sabotage().ifPresent(premise -> SabotagedCommit.create(fleet, premise));
            return keys;
        }
    }

    private TortureReport judge(Fleet fleet, Scene scene, Keys keys, Campaign campaign, List<String> wrong, long start)
            throws InterruptedException, SQLException {
        History history = campaign.history();
        List<String> locksLeft = awaitFree(fleet, scene, keys);
        Tables tables = new Tables(fleet);
        tables.deleteStaleRows(keys.moving());
        new LastTries(fleet, history).make();
        fleet.reconciler().ifPresent(reconciler -> reconciler.reconcile());
        Evidence evidence = new Evidence(
                history.operations(),
                campaign.killed(),
                plan.patience(),
                tables.effects(),
                tables.counters(),
                tables.receipts(),
                tables.marks(),
                tables.items(),
                fleet.ledger().isPresent(),
                locksLeft,
                wrong);
        Map<Rule, List<String>> violations = Checker.check(evidence);
        return TortureReport.of(
                start, plan.seed(), history, LastTries.unacknowledged(history).size(), campaign.kinds(), violations);
    }

    private List<String> awaitFree(Fleet fleet, Scene scene, Keys keys) throws InterruptedException, SQLException {
        long deadline = System.nanoTime() + plan.lease().plus(MARGIN).toNanos();
        List<String> left = held(fleet, scene, keys);
        while (!left.isEmpty() && deadline - System.nanoTime() > 0) {
            Thread.sleep(GLANCE.toMillis());
            left = held(fleet, scene, keys);
        }
        return left;
    }

    private static List<String> held(Fleet fleet, Scene scene, Keys keys) throws SQLException {
        List<String> held = new ArrayList<>();
        for (LockKey key : keys.semaphores()) {
            held.addAll(nCopies(fleet.semaphore(key, Keys.SLOTS).holders(), "a slot of " + key));
        }
        for (LockKey key : keys.still()) {
            held.addAll(nCopies(fleet.sharedExclusive(key).readers(), key + " shared"));
        }
        try (Sessions sessions = new Sessions()) {
            for (Target shard : scene.shards()) {
                for (LockKey key : keys.all()) {
                    if (sessions.someoneHolds(shard.proxied().direct(), Keys.name(key))) {
                        held.add("%s on %s"
                                .formatted(key, shard.proxied().direct().url()));
                    }
                }
            }
        }
        return held;
    }
}
