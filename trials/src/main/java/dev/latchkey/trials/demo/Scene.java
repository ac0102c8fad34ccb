package dev.latchkey.trials.demo;

import com.google.errorprone.annotations.FormatMethod;
import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.locks.Shard;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.demo.Hold.Held;
import dev.latchkey.trials.demo.LedgerDoor.Absence;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.stage.Progress;
import dev.latchkey.trials.stage.Sessions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What chaos plays on.
 *
 * @param restartable the shards whose servers can be killed and started again
 * @param ledger the ledger as something that can be away; empty if there is none
 */
record Scene(
        Fleet fleet,
        List<DatabaseServer> restartable,
        Optional<Absence> ledger,
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
            if (held.isPresent() && someoneHolds(held.get().event())) {
                return held;
            }
        }
        return Optional.empty();
    }

    private boolean someoneHolds(Event event) throws SQLException {
        return sessions.someoneHolds(shardOf(event), lockName(event));
    }

    /** Kills the session that holds the lock of this event's account at this moment. False if there is none. */
    boolean killHolder(Event event) throws SQLException {
        return sessions.killHolder(shardOf(event), lockName(event));
    }

    /** Kills some session of ours on some shard, whatever it does. False if there is none. */
    boolean killAnySession() throws SQLException {
        List<Shard> shards = fleet.shards();
        return sessions.killAny(
                shards.get(random.nextInt(shards.size())).server().config(), random);
    }

    private ServerConfig shardOf(Event event) {
        return fleet.shardOf(event.key()).server().config();
    }

    private static LockName lockName(Event event) {
        return LockName.of(Namespace.NONE, event.key());
    }

    @FormatMethod
    void say(String text, Object... values) {
        progress.say("chaos: " + text.formatted(values));
    }
}
