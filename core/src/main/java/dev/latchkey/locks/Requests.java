package dev.latchkey.locks;

import dev.latchkey.mysql.Session;
import java.time.Duration;
import java.util.Optional;
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
     * @param over whether the waiter has left: then a request that is about to be sent is not
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

    /** Asks once, with a permit if it shares no session: in the server's queue, for at most the lease, or at once. */
    Asked send(boolean queues) {
        underWay = true;
        try {
            Asked asked = purpose.options().sharesASession()
                    ? queueing.shared().ask(purpose.names(), purpose.options())
                    : queueing.own().ask(purpose.names(), purpose.options(), () -> slice(queues), this::talkingOn);
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
            queueing.own().cut(session);
        }
    }
}
