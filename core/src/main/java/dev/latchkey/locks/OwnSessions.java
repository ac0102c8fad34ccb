package dev.latchkey.locks;

import dev.latchkey.LatchkeyException;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.Grant;
import dev.latchkey.mysql.ServerErrors;
import dev.latchkey.mysql.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Locks on sessions that carry nothing else. A permit is in hand for each session that is in use. Thread-safe. */
final class OwnSessions {

    private final Surroundings around;
    private final FifoPermits permits;
    private final int mostDead;

    OwnSessions(Surroundings around) {
        this.around = around;
        this.mostDead = around.server().config().limits().poolSize();
        this.permits = new FifoPermits(mostDead);
    }

    FifoPermits permits() {
        return permits;
    }

    /** A permit that goes back when the session ends that has it, unless the next session is to have it. */
    private final class Permit implements Runnable {

        private volatile boolean kept;

        @Override
        public void run() {
            if (!kept) {
                permits.give();
            }
        }
    }

    /**
     * Takes a permit, waiting for it.
     *
     * @throws ServerUnavailableException if none came in time
     */
    void takePermit(Duration patience) {
        try {
            if (permits.take(patience)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerUnavailableException(
                    "taking a session", around.server().label(), e);
        }
        throw exhausted(patience);
    }

    ServerUnavailableException exhausted(Duration waited) {
        String label = around.server().label();
        around.told().tell(listener -> listener.poolExhausted(label, waited));
        return new ServerUnavailableException(
                "taking a session",
                label,
                new TimeoutException(
                        "all %d are in use, and none became free within %d ms".formatted(mostDead, waited.toMillis())));
    }

    /**
     * Asks once, with a permit that is spent by this. A session that died in the pool unnoticed is replaced by another.
     *
     * @param wait how long to wait in the server's queue; empty for not at all
     * @param waiting is told the session that waits there, and null when it no longer does
     * @throws ServerUnavailableException if there was no clear answer
     */
    Asked ask(
            List<LockName> names,
            LockOptions options,
            Supplier<Optional<Duration>> wait,
            Consumer<@Nullable Session> waiting) {
        for (int dead = 0; ; dead++) {
            Permit permit = new Permit();
            Session session = around.server().borrow(permit);
            waiting.accept(session);
            try {
                Grant grant = session.locks().acquire(names, wait.get());
                waiting.accept(null);
                if (grant.granted()) {
                    Carrier carrier = new Carrier(session, around, false, names.size());
                    return new Asked(carrier.add(names, options), grant.holder());
                }
                session.close();
                return Asked.busy(grant.holder());
            } catch (SQLException e) {
                waiting.accept(null);
                permit.kept = ServerErrors.sessionIsGone(e) && !session.wasAborted() && dead < mostDead;
                session.abort();
                if (!permit.kept) {
                    throw new ServerUnavailableException(
                            "taking lock " + names.get(0), around.server().label(), e);
                }
            } catch (LatchkeyException | IllegalArgumentException e) {
                waiting.accept(null);
                session.close();
                throw e;
            }
        }
    }
}
