package dev.latchkey.trials.demo;

import dev.latchkey.trials.demo.Hold.Held;
import dev.latchkey.trials.demo.Tally.Count;
import dev.latchkey.trials.stage.TrialException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Ends sessions with KILL. */
record SessionFaults(Scene scene) {

    private static final int AT_ONCE = 3;

    /** How often a lock in use is looked for; each time it may just have been released. */
    private static final int MOST_LOOKS = 100;

    private static final Duration GLANCE = Duration.ofMillis(10);

    /** The session of a run that is inside its work: its COMMIT must not come about. */
    void killInsideItsWork() throws InterruptedException, SQLException, IOException {
        Optional<Held> held = scene.runUnderItsLock();
        if (held.isEmpty()) {
            scene.say("no session could be killed inside its work: all of it was done before");
            killSome();
            return;
        }
        Event event = held.get().event();
        if (scene.killHolder(event)) {
            scene.tally().add(Count.SESSIONS_KILLED);
            scene.say("killed the session of the work of %s, which held lock %s", event.workId(), event.key());
        }
        scene.workers().slot(held.get().worker()).goOn(held.get());
    }

    /** Some that hold a lock at this moment; if none can be caught, one of the others. */
    void killSome() throws InterruptedException, SQLException {
        int killed = 0;
        for (int looks = 0; looks < MOST_LOOKS && killed < AT_ONCE; looks++) {
            killed += killOneThatRuns() ? 1 : 0;
        }
        long deadline = System.nanoTime() + Scene.PATIENCE.toNanos();
        while (killed == 0) {
            killed += scene.killAnySession() ? 1 : 0;
            if (killed == 0 && deadline - System.nanoTime() <= 0) {
                throw new TrialException(
                        "no session was found to kill within %d s".formatted(Scene.PATIENCE.toSeconds()));
            }
            TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
        }
        for (int i = 0; i < killed; i++) {
            scene.tally().add(Count.SESSIONS_KILLED);
        }
        scene.say("killed %s", Counted.of(killed, "session"));
    }

    private boolean killOneThatRuns() throws SQLException {
        List<Event> inFlight = scene.deliveries().inFlight();
        return !inFlight.isEmpty()
                && scene.killHolder(inFlight.get(scene.random().nextInt(inFlight.size())));
    }
}
