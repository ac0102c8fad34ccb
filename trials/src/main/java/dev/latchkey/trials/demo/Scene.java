package dev.latchkey.trials.demo;

import com.google.errorprone.annotations.FormatMethod;
import dev.latchkey.trials.demo.Hold.Held;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;

/** What chaos plays on. */
record Scene(
        DemoServers servers,
        Deliveries deliveries,
        Workers workers,
        Sessions sessions,
        Tally tally,
        Random random,
        Progress progress) {

    /** A worker's start, a server's restart, the wait for a busy account: together they take less. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** If so many events in a row had been done before, all may have been: then no run can be held inside its work. */
    private static final int MOST_HOLDS = 20;

    /**
     * A run that is inside its work, after its statements, and whose session holds the account's lock, as the server says; it stays
     * there. Empty if there is no work to be done.
     */
    Optional<Held> runUnderItsLock() throws InterruptedException, SQLException {
        for (int tries = 1; tries <= MOST_HOLDS; tries++) {
            Optional<Held> held = deliveries.hold().await(PATIENCE);
            if (held.isPresent() && sessions.someoneHolds(held.get().event())) {
                return held;
            }
        }
        return Optional.empty();
    }

    @FormatMethod
    void say(String text, Object... values) {
        progress.say("chaos: " + text.formatted(values));
    }
}
