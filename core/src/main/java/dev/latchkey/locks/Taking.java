package dev.latchkey.locks;

import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitInterruptedException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.Waiter.Purpose;
import dev.latchkey.mysql.SessionLimits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Takes locks, at once or waiting: all that are wanted together, or none. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // what is to be done after an answer throws nothing
final class Taking {

    private final Surroundings around;
    private final SessionLimits limits;
    private final OwnSessions own;
    private final SharedSessions shared;
    private final Waiter.Queueing queueing;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;
    private volatile boolean closed;

    Taking(Surroundings around) {
        this.around = around;
        this.limits = around.server().config().limits();
        this.own = new OwnSessions(around);
        this.shared = new SharedSessions(around);
        this.queueing = new Waiter.Queueing(
                around,
                own,
                shared,
                new Places(limits.poolSize()),
                new RequestBudget(limits.requestsPerSecond(), System::nanoTime));
    }

    /** From now on nobody begins to wait, and who waits leaves; resolvers may go on. */
    void refuse() {
        refusing = true;
        waiters.forEach(this::sendAwayIfRefused);
    }

    /** From now on resolvers don't, either. */
    void close() {
        closed = true;
        refuse();
    }

    private void sendAwayIfRefused(Waiter waiter) {
        if (closed || (refusing && !waiter.resolves())) {
            waiter.answer().completeExceptionally(refusal());
        }
    }

    void throwIfRefused() {
        if (refusing) {
            throw refusal();
        }
    }

    private ServerUnavailableException refusal() {
        return new ServerUnavailableException(
                "taking a lock", around.server().label(), new IllegalStateException("its locks are being closed"));
    }

    /** Asks once. The holds are in the order of the names; there are none if somebody else has one of the locks. */
    List<Hold> now(List<LockName> names, LockOptions options) {
        throwIfRefused();
        long start = System.nanoTime();
        Asked asked;
        if (options.sharesASession()) {
            asked = shared.ask(names, options);
        } else {
            own.takePermit(limits.borrowTimeout());
            asked = withPermit(names, options);
        }
        return around.told().asked(names, start, asked).holds();
    }

    private Asked withPermit(List<LockName> names, LockOptions options) {
        return own.ask(names, options, Optional::empty, waiting -> {});
    }

    /**
     * Waits. Most locks are free, so the caller's own thread asks first, unless others wait for the lock, or there is no session.
     *
     * @throws WaitInterruptedException if the thread is or was interrupted
     */
    List<Hold> upTo(WaitLimit limit, Purpose purpose) {
        long start = System.nanoTime();
        List<LockName> names = purpose.names();
        LockOptions options = purpose.options();
        refuseIfInterrupted(names);
        boolean nobodyWaits = names.size() > 1 || around.lines().isEmpty(names.get(0));
        boolean asks = nobodyWaits && !options.sharesASession() && own.permits().tryTake();
        if (asks) {
            Asked asked = withPermit(names, options);
            if (asked.granted()) {
                return around.told().asked(names, start, asked).holds();
            }
        }
        Waiter waiter = start(purpose, start, limit, asks);
        try {
            return around.told()
                    .waited(names, start, waiter, waiter.answer().get())
                    .holds();
        } catch (InterruptedException e) {
            withdraw(waiter);
            around.told().left(names, start, waiter, false);
            Thread.currentThread().interrupt();
            throw new WaitInterruptedException(names.get(0), around.server().label(), e);
        } catch (ExecutionException e) {
            around.told().left(names, start, waiter, false);
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private void refuseIfInterrupted(List<LockName> names) {
        if (Thread.currentThread().isInterrupted()) {
            throw new WaitInterruptedException(
                    names.get(0), around.server().label(), new InterruptedException("before it began to wait"));
        }
    }

    /** Whoever comes first, the lock or the interrupt: nothing is held afterwards. */
    private void withdraw(Waiter waiter) {
        if (!waiter.answer().cancel(false)) {
            waiter.answer()
                    .thenAccept(
                            late -> around.background().run(() -> late.holds().forEach(Hold::release)));
        }
    }

    /**
     * Waits without a thread.
     *
     * @param answer is given the holds, or a failure
     * @return the waiter, whose answer may be cancelled
     */
    Waiter upTo(WaitLimit limit, Purpose purpose, BiConsumer<List<Hold>, @Nullable Throwable> answer) {
        long start = System.nanoTime();
        List<LockName> names = purpose.names();
        Waiter waiter = start(purpose, start, limit, false);
        waiter.answer().whenComplete((asked, failure) -> {
            if (failure == null) {
                answer.accept(around.told().waited(names, start, waiter, asked).holds(), null);
            } else {
                around.told().left(names, start, waiter, false);
                answer.accept(List.of(), failure);
            }
        });
        return waiter;
    }

    private Waiter start(Purpose purpose, long start, WaitLimit limit, boolean asked) {
        Waiter waiter = new Waiter(purpose, start + limit.duration().toNanos(), queueing);
        waiters.add(waiter);
        waiter.answer().whenComplete((answered, failure) -> waiters.remove(waiter));
        waiter.start(asked);
        sendAwayIfRefused(waiter);
        return waiter;
    }
}
