package dev.latchkey.locks;

import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What one waiter asks the server, one request after the other. Others may look, and cut a request short. */
final class Requests {

    private final Purpose purpose;
    private final long deadline;
    private final Queueing queueing;
    private final BooleanSupplier over;
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean underWay;
    private volatile @Nullable Session talking;

    /**
     * None yet.
     *
     * @param over whether the waiter has left: then a request on a session of its own that is about to be sent is not
     */
    Requests(Purpose purpose, long deadline, Queueing queueing, BooleanSupplier over) {
        this.purpose = purpose;
        this.deadline = deadline;
        this.queueing = queueing;
        this.over = over;
    }

    int sent() {
        return sent.get();
    }

    boolean areUnderWay() {
        return underWay;
    }

    /** Each request needs one: for a session of the pool, or for a turn on those that are shared. */
    FifoPermits permits() {
        return share() ? queueing.shared().turns() : queueing.own().permits();
    }

    /** What is wrong if none came in time. */
    ServerUnavailableException gotNoPermit(Duration waited) {
        return share() ? silent(Duration.ZERO) : queueing.own().exhausted(waited);
    }

    ServerUnavailableException silent(Duration afterTheLimit) {
        return new ServerUnavailableException(
                "taking lock " + purpose.names().get(0),
                queueing.around().server().label(),
                new TimeoutException("no answer until %d ms after the wait limit".formatted(afterTheLimit.toMillis())));
    }

    private boolean share() {
        return purpose.options().sharesASession();
    }

    /** Whether they need no login, which takes as long as it takes, nor the end of what others ask on the same session. */
    boolean endWithTheirOwnAnswer() {
        return !share() && queueing.around().server().hasIdleSession();
    }

    /** Asks once, with a permit that is spent by this: in the server's queue, for at most the lease, or at once. */
    Asked send(boolean queues) {
        underWay = true;
        try {
            Asked asked = share()
                    ? queueing.shared().askInTurn(purpose.wish(), purpose.options())
                    : queueing.own().ask(purpose.wish(), purpose.options(), () -> slice(queues), this::talkingOn);
            sent.incrementAndGet();
            return asked;
        } finally {
            underWay = false;
        }
    }

    private Optional<Duration> slice(boolean queues) {
        Duration lease = queueing.around().server().config().lease();
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        return queues ? Optional.of(left.compareTo(lease) < 0 ? left : lease) : Optional.empty();
    }

    /** Who leaves cuts this session; who has left before it came does so here. */
    private void talkingOn(@Nullable Session session) {
        talking = session;
        if (session != null && over.getAsBoolean()) {
            session.abort();
        }
    }

    /** Ends a request that is under way on a session of its own. */
    void cut() {
        Session session = talking;
        if (session != null) {
            queueing.own().cut(session, purpose.names().get(0));
        }
    }
}
