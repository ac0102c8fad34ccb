package dev.latchkey.locks;

import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.Grant;
import dev.latchkey.mysql.ServerErrors;
import dev.latchkey.mysql.SessionLimits;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks that share sessions: a session is filled up to its bound before another is opened, and given back when its last lock is
 * released. Thread-safe.
 */
final class SharedSessions {

    private final Surroundings around;
    private final SessionLimits limits;
    private final ReentrantLock guard = new ReentrantLock();
    private final List<Carrier> carriers = new ArrayList<>();

    SharedSessions(Surroundings around) {
        this.around = around;
        this.limits = around.server().config().limits();
    }

    /**
     * Asks once, without waiting.
     *
     * @throws IllegalArgumentException if they are more than a session may have, or two of them are one lock on this server
     * @throws ServerUnavailableException if all sessions are full, or there was no clear answer
     */
    Asked ask(List<LockName> names, LockOptions options) {
        if (names.size() > limits.locksPerSession()) {
            throw new IllegalArgumentException(
                    "%d locks wanted together on a session that may have %d; take them in several calls"
                            .formatted(names.size(), limits.locksPerSession()));
        }
        for (int dead = 0; ; dead++) {
            Carrier carrier = reserve(names.size());
            try {
                Grant grant = carrier.session().locks().acquireBeside(names);
                if (grant.granted()) {
                    return new Asked(carrier.add(names, options), grant.holder());
                }
                carrier.leave(names.size());
                return Asked.busy(grant.holder());
            } catch (IllegalArgumentException e) {
                carrier.leave(names.size());
                throw e;
            } catch (SQLException e) {
                carrier.lose(e, "gave no clear answer to a request for another lock");
                if (!ServerErrors.sessionIsGone(e) || dead == limits.sharedSessions()) {
                    throw unavailable("taking lock " + names.get(0), e);
                }
            }
        }
    }

    /** A session is opened under the guard: else a burst of callers would open more than it takes. */
    private Carrier reserve(int count) {
        guard.lock();
        try {
            for (Iterator<Carrier> all = carriers.iterator(); all.hasNext(); ) {
                Carrier carrier = all.next();
                if (carrier.isOver()) {
                    all.remove();
                } else if (carrier.reserve(count, limits.locksPerSession())) {
                    return carrier;
                }
            }
            if (carriers.size() == limits.sharedSessions()) {
                throw unavailable(
                        "taking a place on a shared session",
                        new TimeoutException("all %d sessions have up to %d locks each"
                                .formatted(limits.sharedSessions(), limits.locksPerSession())));
            }
            Carrier opened = new Carrier(around.server().borrow(() -> {}), around, true, count);
            carriers.add(opened);
            return opened;
        } finally {
            guard.unlock();
        }
    }

    private ServerUnavailableException unavailable(String what, Exception cause) {
        return new ServerUnavailableException(what, around.server().label(), cause);
    }
}
