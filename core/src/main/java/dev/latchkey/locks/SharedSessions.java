package dev.latchkey.locks;

import dev.latchkey.LockOptions;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.Grant;
import dev.latchkey.mysql.ServerErrors;
import dev.latchkey.mysql.SessionLimits;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Locks that share sessions: a session is filled up to its bound before another is opened, unless many ask at once, and given back
 * when its last lock is released. Thread-safe.
 */
final class SharedSessions {

    /** How many sessions with room are talked to side by side: on one alone callers wait for each other's round trips. */
    private static final int SIDE_BY_SIDE = 4;

    private final Surroundings around;
    private final SessionLimits limits;
    private final ReentrantLock guard = new ReentrantLock();
    private final List<Carrier> carriers = new ArrayList<>();
    private final FifoPermits turns;
    private @Nullable CompletableFuture<Carrier> opening;

    SharedSessions(Surroundings around) {
        this.around = around;
        this.limits = around.server().config().limits();
        this.turns = new FifoPermits(limits.sharedSessions());
    }

    /** As many requests of waiters at once as there are sessions: more would only wait for each other, each with a thread. */
    FifoPermits turns() {
        return turns;
    }

    /** The same as {@link #ask}, with a turn that is spent by this. */
    Asked askInTurn(Wish wish, LockOptions options) {
        try {
            return ask(wish, options);
        } finally {
            turns.give();
        }
    }

    /**
     * Asks once, without waiting.
     *
     * @throws IllegalArgumentException if they are more than a session may have, or two of them are one lock on this server
     * @throws ServerUnavailableException if all sessions are full, or there was no clear answer
     */
    Asked ask(Wish wish, LockOptions options) {
        if (wish.count() > limits.locksPerSession()) {
            throw new IllegalArgumentException(
                    "%d locks wanted together on a session that may have %d; take them in several calls"
                            .formatted(wish.count(), limits.locksPerSession()));
        }
        Unanswered unanswered = new Unanswered();
        for (int dead = 0; ; dead++) {
            Carrier carrier = reserve(wish.count());
            try {
                Grant grant = wish.askBeside(carrier.session().locks());
                if (grant.granted()) {
                    return Asked.granted(carrier.add(grant.locks(), options), grant.holder());
                }
                carrier.leave(wish.count());
                return unanswered.judge(Asked.busy(grant.holder()));
            } catch (IllegalArgumentException e) {
                carrier.leave(wish.count());
                throw e;
            } catch (SQLException e) {
                carrier.lose(e, "gave no clear answer to a request for another lock");
                ServerUnavailableException unclear = unavailable("taking lock " + wish.first(), e);
                if (!ServerErrors.sessionIsGone(e) || dead == limits.sharedSessions()) {
                    throw unclear;
                }
                unanswered.add(carrier.session().locks().id(), unclear);
            } catch (RuntimeException | Error e) {
                carrier.lose(Evidence.SERVER_CANT_BE_ASKED, "failed at a request for another lock: " + e);
                throw e;
            }
        }
    }

    /** One session is opened at a time, outside the guard: a burst of callers opens no more than it takes, and fails together. */
    private Carrier reserve(int count) {
        while (true) {
            CompletableFuture<Carrier> mine = new CompletableFuture<>();
            CompletableFuture<Carrier> awaited;
            guard.lock();
            try {
                Optional<Carrier> carrier = withRoom(count);
                if (carrier.isPresent()) {
                    return carrier.get();
                }
                awaited = opening == null ? mine : opening;
                opening = awaited;
            } finally {
                guard.unlock();
            }
            if (awaited == mine) {
                open(mine);
            }
            try {
                Carrier unused = awaited.join();
            } catch (CompletionException e) {
                if (awaited != mine && Interrupts.caused(e)) {
                    continue; // it was the opener that was interrupted
                }
                throw unavailable("opening a session for locks that share one", e);
            }
        }
    }

    /** One on which nothing is being said, if there is; empty if another is to be opened. */
    private Optional<Carrier> withRoom(int count) {
        carriers.removeIf(Carrier::isOver);
        List<Carrier> roomy = carriers.stream()
                .filter(carrier -> carrier.hasRoom(count, limits.locksPerSession()))
                .sorted(Comparator.comparing(carrier -> carrier.session().isBusy()))
                .toList();
        boolean mayOpen = carriers.size() < limits.sharedSessions();
        for (Carrier carrier : roomy) {
            if (mayOpen && carrier.session().isBusy() && roomy.size() < SIDE_BY_SIDE) {
                return Optional.empty();
            }
            if (carrier.reserve(count, limits.locksPerSession())) {
                return Optional.of(carrier);
            }
        }
        if (!mayOpen) {
            throw unavailable(
                    "taking a place on a shared session",
                    new TimeoutException("all %d sessions have up to %d locks each"
                            .formatted(limits.sharedSessions(), limits.locksPerSession())));
        }
        return Optional.empty();
    }

    private void open(CompletableFuture<Carrier> answer) {
        try {
            Carrier opened = new Carrier(around.server().borrow(() -> {}), around, true, 0);
            guard.lock();
            try {
                carriers.add(opened);
                opening = null;
            } finally {
                guard.unlock();
            }
            answer.complete(opened);
        } catch (RuntimeException | Error e) {
            guard.lock();
            try {
                opening = null;
            } finally {
                guard.unlock();
            }
            answer.completeExceptionally(e);
        }
    }

    private ServerUnavailableException unavailable(String what, Exception cause) {
        return new ServerUnavailableException(what, around.server().label(), cause);
    }
}
