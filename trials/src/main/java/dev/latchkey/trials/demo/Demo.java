package dev.latchkey.trials.demo;

import dev.latchkey.migrations.Migrations;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.demo.Tally.Count;
import dev.latchkey.trials.stage.FleetServers;
import dev.latchkey.trials.stage.Progress;
import dev.latchkey.trials.stage.TrialException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** The demo: events are delivered to workers until each is answered, and then the tables are asked. */
public final class Demo {

    /** As many accounts as an error names. */
    private static final int MOST_SHOWN = 5;

    private final DemoPlan plan;
    private final Events events;

    private Demo(DemoPlan plan, Events events) {
        this.plan = plan;
        this.events = events;
    }

    /**
     * Reads the plan's input, or makes its events up.
     *
     * @throws TrialException if the input can't be read or is wrong
     */
    public static Demo of(DemoPlan plan) {
        return new Demo(plan, Events.of(plan));
    }

    /**
     * Runs it.
     *
     * @throws TrialException if an account doesn't exist, before anything is delivered; or if the demo can't go on
     * @throws dev.latchkey.LatchkeyException if the servers don't answer, or are not fit
     */
    public DemoReport run(FleetServers servers, Progress progress) throws InterruptedException {
        long start = System.nanoTime();
        FleetConfig config = servers.fleet();
        Migrations.migrate(config);
        Tally tally = new Tally();
        List<String> wrong = new ArrayList<>();
        Map<Long, BigDecimal> driftBefore;
        try (Fleet shards = Fleet.open(FleetConfig.of(config.shards()))) {
            Tables tables = new Tables(shards);
            prepare(tables);
            driftBefore = tables.drift();
            progress.say(introduction());
            wrong.addAll(new Delivering(plan, servers, shards, tally, progress).run(events.deliveries()));
        }
        try (Fleet fleet = Fleet.open(config)) {
            progress.say(Counted.of(reconcile(fleet), "mark") + " brought into the ledger by the reconciler");
            Map<Long, BigDecimal> driftAfter = new Tables(fleet).drift();
            if (!driftAfter.equals(driftBefore)) {
                wrong.add("balances and entries of these accounts have come to differ: " + driftAfter.keySet());
            }
            return report(Verdict.on(events.actions(), fleet, ledger(config)), tally, wrong, start);
        }
    }

    private String introduction() {
        return "%s of %s go to %s%s; seed %d"
                .formatted(
                        Counted.of(events.deliveries().size(), "event"),
                        Counted.of(events.actions().size(), "action"),
                        Counted.of(plan.workers(), "worker"),
                        plan.chaos() ? ", with chaos" : "",
                        plan.seed());
    }

    private void prepare(Tables tables) {
        tables.create();
        List<Long> others = events.actions().stream()
                .map(Event::account)
                .filter(account -> account < 1 || account > plan.accounts())
                .distinct()
                .toList();
        List<Long> missing = tables.missing(others);
        if (!missing.isEmpty()) {
            throw new TrialException(
                    "%s: %s; the demo makes the accounts 1 to %,d, so raise --accounts, or insert what is missing into demo_account. Nothing was delivered"
                            .formatted(
                                    missing.size() == 1
                                            ? "an account of the input does not exist"
                                            : "%,d accounts of the input do not exist".formatted(missing.size()),
                                    shown(missing),
                                    plan.accounts()));
        }
        tables.createAccounts(plan.accounts());
    }

    private static String shown(List<Long> accounts) {
        String first = accounts.stream().limit(MOST_SHOWN).map(String::valueOf).collect(Collectors.joining(", "));
        return accounts.size() > MOST_SHOWN ? first + ", …" : first;
    }

    private static long reconcile(Fleet fleet) {
        return fleet.reconciler().map(reconciler -> reconciler.reconcile()).orElse(0L);
    }

    private static Optional<Jdbi> ledger(FleetConfig config) {
        return config.ledger().map(ledger -> Jdbi.create(ledger.url().text(), ledger.user(), ledger.password()));
    }

    private DemoReport report(Verdict verdict, Tally tally, List<String> wrong, long start) {
        verdict.complaints().forEach(wrong::add);
        return new DemoReport(
                events.deliveries().size(),
                events.actions().size(),
                tally.get(Count.COMPLETED),
                tally.get(Count.ALREADY_DONE),
                tally.get(Count.BUSY_RETRIES),
                tally.get(Count.LOST),
                tally.get(Count.RESOLVED),
                tally.get(Count.WORKERS_KILLED),
                tally.get(Count.SESSIONS_KILLED),
                tally.get(Count.SERVERS_RESTARTED),
                verdict.expectedTotal(),
                verdict.actualTotal(),
                verdict.doubled(),
                verdict.missing(),
                verdict.ledgerMissing(),
                Math.round((System.nanoTime() - start) / 1e8) / 10.0,
                wrong.isEmpty(),
                wrong);
    }
}
