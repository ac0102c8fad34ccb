package dev.latchkey.trials.demo;

import dev.latchkey.trials.demo.LedgerDoor.Absence;
import dev.latchkey.trials.stage.Background;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What is done to workers, sessions and servers while events are delivered: each kind of fault that applies at least once, in an
 * order and at times that the seed decides.
 *
 * <p>The times are counts of settled deliveries, not seconds, so that a fast machine sees as much as a slow one. The last delivery
 * is held back until the last fault is over: what comes after a fault is seen, too.
 */
final class Chaos {

    private static final int MORE_WORKER_KILLS = 2;
    private static final int MORE_SESSION_KILLS = 3;

    private final Deliveries deliveries;
    private final List<Background.Task> faults;
    private final List<Integer> times;

    Chaos(Scene scene) {
        this.deliveries = scene.deliveries();
        this.faults = faults(scene);
        this.times = times(faults.size(), deliveries.total(), scene.random());
        deliveries.allow(deliveries.total() - 1);
    }

    private static List<Background.Task> faults(Scene scene) {
        WorkerFaults workers = new WorkerFaults(scene);
        SessionFaults sessions = new SessionFaults(scene);
        ServerFaults servers = new ServerFaults(scene);
        List<Background.Task> faults = new ArrayList<>();
        faults.addAll(Collections.nCopies(1 + MORE_WORKER_KILLS, workers::killAny));
        faults.addAll(Collections.nCopies(1 + MORE_SESSION_KILLS, sessions::killSome));
        if (!scene.restartable().isEmpty()) {
            faults.add(servers::restartAShard);
        }
        Optional<Absence> ledger = scene.ledger();
        ledger.ifPresent(absence -> faults.add(() -> servers.takeTheLedgerAway(absence)));
        Collections.shuffle(faults, scene.random());
        // In the first half: what is delivered last has mostly been done before, and no work is left to be inside of.
        int half = faults.size() / 2;
        faults.add(scene.random().nextInt(half), workers::killInsideItsWork);
        faults.add(scene.random().nextInt(half), sessions::killInsideItsWork);
        return faults;
    }

    private static List<Integer> times(int count, int total, Random random) {
        List<Integer> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            times.add((int) ((i + 0.5 + 0.5 * random.nextDouble()) / (count + 1) * total));
        }
        return times;
    }

    /** Does it all. From the time it is made until this returns, the last delivery can't be settled. */
    void run() throws Exception {
        for (int i = 0; i < faults.size(); i++) {
            deliveries.allow(i + 1 < times.size() ? times.get(i + 1) : deliveries.total() - 1);
            deliveries.awaitSettled(times.get(i));
            if (deliveries.awaitEnd(Duration.ZERO)) {
                return; // something failed
            }
            faults.get(i).run();
        }
        deliveries.allow(deliveries.total());
    }
}
