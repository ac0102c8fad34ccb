package dev.latchkey.trials.demo;

import dev.latchkey.trials.demo.Hold.Held;
import dev.latchkey.trials.demo.Tally.Count;
import dev.latchkey.trials.stage.TrialException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Ends workers with {@code kill -9}. A new one takes each one's place. */
record WorkerFaults(Scene scene) {

    private static final Duration GLANCE = Duration.ofMillis(10);

    /** One that is provably between GET_LOCK and the answer to COMMIT. */
    void killInsideItsWork() throws InterruptedException, SQLException {
        Optional<Held> held = scene.runUnderItsLock();
        if (held.isPresent()) {
            Event event = held.get().event();
            kill(
                    scene.workers().slot(held.get().worker()),
                    "inside the work of %s, which holds lock %s".formatted(event.workId(), event.key()));
        } else {
            scene.say("no worker could be killed inside its work: all of it was done before");
            killAny();
        }
    }

    /** Any one, whatever it does. */
    void killAny() throws InterruptedException {
        long deadline = System.nanoTime() + Scene.PATIENCE.toNanos();
        Optional<WorkerSlot> ready = scene.workers().anyReady(scene.random());
        while (ready.isEmpty()) {
            if (deadline - System.nanoTime() <= 0) {
                throw new TrialException(
                        "no worker was ready within %d s; see their logs".formatted(Scene.PATIENCE.toSeconds()));
            }
            TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
            ready = scene.workers().anyReady(scene.random());
        }
        kill(ready.get(), "whatever it was doing");
    }

    private void kill(WorkerSlot slot, String where) throws InterruptedException {
        if (slot.kill()) {
            scene.tally().add(Count.WORKERS_KILLED);
            scene.say("killed worker %d, %s", slot.number() + 1, where);
        }
    }
}
