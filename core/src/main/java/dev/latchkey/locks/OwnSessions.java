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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Locks on sessions that carry nothing else. A permit is in hand for each session that is in use. Thread-safe. */
final class OwnSessions {

    private static final Logger LOG = LoggerFactory.getLogger(OwnSessions.class);

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

    /** A permit goes back when the session ends that has it, unless another session takes it over: one of the two, once. */
    private final class Permit implements Runnable {

        private final AtomicBoolean spent;

        private Permit(boolean spent) {
            this.spent = new AtomicBoolean(spent);
        }

        @Override
        public void run() {
            if (takeOver()) {
                permits.give();
            }
        }

        boolean takeOver() {
            return spent.compareAndSet(false, true);
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
     * @param talking is told the session while the server is asked, and null afterwards
     * @throws ServerUnavailableException if there was no clear answer
     */
    Asked ask(Wish wish, LockOptions options, Supplier<Optional<Duration>> wait, Consumer<@Nullable Session> talking) {
        Unanswered unanswered = new Unanswered();
        for (int dead = 0; ; dead++) {
            Permit permit = new Permit(false);
            Session session = around.server().borrow(permit);
            talking.accept(session);
            try {
                return unanswered.judge(asked(session, wish, options, wait.get(), talking));
            } catch (SQLException e) {
                boolean another = ServerErrors.sessionIsGone(e) && !session.wasAborted() && dead < mostDead;
                another = another && permit.takeOver();
                session.abort();
                if (!another) {
                    throw unclear(wish, e);
                }
                unanswered.add(session.locks().id(), unclear(wish, e));
            }
        }
    }

    /**
     * Ends a session that may wait in the server's queue: here at once, and at the server as soon as it can be told.
     *
     * @param first of the locks that it asked for: it may have been granted meanwhile
     */
    void cut(Session session, LockName first) {
        session.abort(() -> killAtTheServer(session, first));
    }

    private void killAtTheServer(Session session, LockName first) {
        long id = session.locks().id();
        String identity = session.locks().identity();
        if (id != 0) {
            around.background().run(() -> {
                atTheServer(session, () -> around.server().killWaiter(id, identity));
                atTheServer(session, () -> around.server().killHolder(first, id, identity));
            });
        }
    }

    private static void atTheServer(Session session, Runnable kill) {
        try {
            kill.run();
        } catch (ServerUnavailableException e) {
            LOG.debug("{} was cut, but not killed", session, e);
        }
    }

    /** Asks once for a resolver, which can't wait for a permit: the pool has sessions to spare for that. */
    Asked askSpare(LockName name, Duration wait) {
        Wish wish = new AllOf(List.of(name), LockOptions.DEFAULT.purposeOrThread());
        Session session = around.server().borrow(new Permit(true));
        try {
            return asked(session, wish, LockOptions.DEFAULT, Optional.of(wait), talking -> {});
        } catch (SQLException e) {
            session.abort();
            throw unclear(wish, e);
        }
    }

    /** Whatever is thrown, the session has ended, or is the caller's to abort after an SQLException. */
    private Asked asked(
            Session session,
            Wish wish,
            LockOptions options,
            Optional<Duration> wait,
            Consumer<@Nullable Session> talking)
            throws SQLException {
        boolean clear = false;
        try {
            Grant grant = wish.ask(session.locks(), wait);
            talking.accept(null);
            if (grant.granted()) {
                Carrier carrier = new Carrier(session, around, false, wish.count());
                List<Hold> holds = carrier.add(grant.locks(), options);
                clear = true;
                return Asked.granted(holds, grant.holder());
            }
            clear = true;
            session.close();
            return Asked.busy(grant.holder());
        } catch (LatchkeyException | IllegalArgumentException e) {
            clear = true;
            session.close();
            throw e;
        } catch (SQLException e) {
            clear = true; // the caller decides
            throw e;
        } finally {
            talking.accept(null);
            if (!clear) {
                session.abort();
            }
        }
    }

    private ServerUnavailableException unclear(Wish wish, SQLException e) {
        return new ServerUnavailableException(
                "taking lock " + wish.first(), around.server().label(), e);
    }
}
