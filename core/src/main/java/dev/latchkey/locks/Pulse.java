package dev.latchkey.locks;

import dev.latchkey.LockName;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.Server;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** The heartbeats of one carrier: each is a question whether its locks are held. Thread-safe. */
final class Pulse {

    /** A lock that is held for so long is worth a word to people who look at the locks. */
    private static final Duration FIRST_BEAT = Duration.ofSeconds(1);

    private final Carrier carrier;
    private final Server server;
    private final AtomicBoolean beating = new AtomicBoolean();

    /** When the server was last asked something to which it answered that the locks are held. */
    private volatile long proof = System.nanoTime();

    private volatile boolean hasBeaten;

    Pulse(Carrier carrier, Server server) {
        this.carrier = carrier;
        this.server = server;
    }

    /** Whether a beat is due, and nobody is at it. */
    boolean isDue(long now, Duration interval) {
        long silence = now - proof;
        boolean due =
                silence >= interval.toNanos() || (!hasBeaten && silence >= FIRST_BEAT.toNanos() && hasSomethingToSay());
        return due && beating.compareAndSet(false, true);
    }

    private boolean hasSomethingToSay() {
        return carrier.isOfOne() && !carrier.session().locks().said();
    }

    /** Asks whether the locks are held, if nothing else is being said; what runs for long is asked beside. */
    void beat(Duration patience) {
        hasBeaten = true;
        try {
            if (!carrier.tryTalk(patience.dividedBy(4), () -> ended(() -> ask(patience)))) {
                ended(this::askBeside);
            }
        } catch (InterruptedException e) {
            beating.set(false);
            Thread.currentThread().interrupt();
        }
    }

    /** The next beat comes in time, whatever is told of this one afterwards. */
    private void ended(Runnable beat) {
        try {
            beat.run();
        } finally {
            beating.set(false);
        }
    }

    private void ask(Duration patience) {
        List<Hold> watched = List.copyOf(carrier.holds());
        if (watched.isEmpty() || carrier.isOver()) {
            return;
        }
        long asked = System.nanoTime();
        try {
            Set<LockName> held = carrier.session()
                    .locks()
                    .held(watched.stream().map(Hold::name).toList(), patience);
            proof = asked;
            carrier.loseThose(
                    watched.stream().filter(hold -> !held.contains(hold.name())).toList(),
                    "does not hold it any more, as the server told the heartbeat");
            if (carrier.isOfOne()
                    && !carrier.isOver()
                    && !carrier.session().locks().said()) {
                watched.get(0).say();
            }
        } catch (SQLException e) {
            carrier.lose(e, "gave no answer to the heartbeat");
        }
    }

    /**
     * A statement of the work keeps the wire busy, maybe for long, maybe because the network is gone: another session tells. Only
     * what is said for the work may take that long; our own statements have time-outs.
     */
    private void askBeside() {
        Hold watched = carrier.holds().stream().findFirst().orElse(null);
        if (watched == null || !carrier.session().isUnbounded()) {
            return;
        }
        long asked = System.nanoTime();
        try {
            boolean held = server.isHeldBy(
                    watched.name(),
                    carrier.session().locks().id(),
                    carrier.session().locks().identity());
            if (held) {
                proof = asked;
            } else if (carrier.session().isUnbounded()) {
                carrier.lose(Evidence.SERVER_SAID_SO, "does not hold it any more, as the server told another session");
            }
        } catch (ServerUnavailableException e) {
            boolean tooLong = asked - proof > server.config().lease().toNanos();
            if (tooLong && carrier.session().isUnbounded()) {
                carrier.lose(Evidence.SERVER_CANT_BE_ASKED, "can't be asked, for longer than its lease");
            }
        }
    }
}
