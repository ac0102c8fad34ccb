package dev.latchkey.locks;

import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitInterruptedException;
import dev.latchkey.WaitLimit;
import dev.latchkey.mysql.SessionLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Takes locks, at once or waiting: all that are wanted together, or none. Thread-safe. */
@SuppressWarnings("FutureReturnValueIgnored") // what is to be done after an answer throws nothing
final class Taking {

    /** How soon an interrupt is seen of a thread that talks to the server. */
    private static final Duration CHECKS = Duration.ofMillis(40);

    private final Surroundings around;
    private final SessionLimits limits;
    private final OwnSessions own;
    private final SharedSessions shared;
    private final Queueing queueing;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;

    Taking(Surroundings around) {
        this.around = around;
        this.limits = around.server().config().limits();
        this.own = new OwnSessions(around);
        this.shared = new SharedSessions(around);
        this.queueing = new Queueing(
                around,
                own,
                shared,
                new Places(limits.poolSize()),
                new RequestBudget(limits.requestsPerSecond(), System::nanoTime));
        around.background().every(CHECKS.toNanos(), () -> {
            long now = System.nanoTime();
            waiters.forEach(waiter -> waiter.check(now));
        });
    }

    /** From now on nobody begins to wait, and who waits leaves. */
    void refuse() {
        refusing = true;
        waiters.forEach(this::sendAwayIfRefused);
    }

    private void sendAwayIfRefused(Waiter waiter) {
        if (refusing) {
            waiter.fail(refusal());
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
        long start = System.nanoTime();
        Asked asked = once(new AllOf(names, options.purposeOrThread()), options);
        return around.told().asked(names, start, asked).holds();
    }

    /** Asks once, and tells nobody. */
    Asked once(Wish wish, LockOptions options) {
        throwIfRefused();
        try {
            Asked asked = options.sharesASession() ? shared.ask(wish, options) : askAlone(wish, options);
            asked.doubt().ifPresent(doubt -> {
                throw doubt; // "busy" means that somebody else is at work
            });
            return asked;
        } catch (ServerUnavailableException e) {
            if (Interrupts.caused(e)) {
                throw interrupted(wish.first(), e); // not the server's fault: nobody must go ahead without a lock
            }
            throw e;
        }
    }

    private Asked askAlone(Wish wish, LockOptions options) {
        own.takePermit(limits.borrowTimeout());
        if (refusing) {
            own.permits().give();
            throw refusal();
        }
        return own.ask(wish, options, Optional::empty, talking -> {});
    }

    /** Waits for a resolver: without a permit, out of line, and also while the locks are being closed. */
    Optional<Hold> toResolve(LockName name, WaitLimit limit) {
        long deadline = System.nanoTime() + limit.duration().toNanos();
        Duration lease = around.server().config().lease();
        for (long left = limit.duration().toNanos(); left > 0; left = deadline - System.nanoTime()) {
            Duration slice = Duration.ofNanos(Math.min(left, lease.toNanos()));
            Asked asked = own.askSpare(name, slice);
            if (asked.granted()) {
                return Optional.of(asked.holds().get(0));
            }
        }
        return Optional.empty();
    }

    /**
     * Waits, on the caller's thread.
     *
     * @throws WaitInterruptedException if the thread is or was interrupted; nothing is held
     */
    List<Hold> upTo(WaitLimit limit, List<LockName> names, LockOptions options) {
        long start = System.nanoTime();
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(names.get(0), new InterruptedException("before it began to wait"));
        }
        CallerThread steps = new CallerThread(around.background());
        Waiter waiter = start(new Purpose(names, options, steps, Thread.currentThread()), start, limit);
        try {
            steps.workUntil(waiter.answer());
            return told(waiter, names, start, waiter.answer().get()).holds();
        } catch (InterruptedException e) {
            withdraw(waiter);
            around.told().left(names, start, waiter, false);
            Thread.currentThread().interrupt();
            throw interrupted(names.get(0), e);
        } catch (CancellationException | ExecutionException e) {
            around.told().left(names, start, waiter, false);
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(names.get(0), e);
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } finally {
            steps.leave();
        }
    }

    WaitInterruptedException interrupted(LockName name, Exception cause) {
        return new WaitInterruptedException(name, around.server().label(), cause);
    }

    private Asked told(Waiter waiter, List<LockName> names, long start, Asked asked) {
        if (!asked.granted() || !waiter.asksAtOnce()) {
            around.told().left(names, start, waiter, asked.granted());
        }
        return around.told().asked(names, start, asked);
    }

    /** Whoever comes first, the lock or the interrupt: nothing is held afterwards. */
    private void withdraw(Waiter waiter) {
        if (!waiter.cancel()) {
            waiter.answer()
                    .thenAccept(
                            late -> around.background().run(() -> late.holds().forEach(Hold::release)));
        }
    }

    /**
     * Waits without a thread.
     *
     * @param answer is given the holds, or a failure
     * @return the waiter, which may be cancelled
     */
    Waiter later(
            WaitLimit limit,
            List<LockName> names,
            LockOptions options,
            BiConsumer<List<Hold>, @Nullable Throwable> answer) {
        long start = System.nanoTime();
        Waiter waiter = start(new Purpose(names, options, around.background()::run, null), start, limit);
        waiter.answer().whenComplete((asked, failure) -> {
            if (failure == null) {
                answer.accept(told(waiter, names, start, asked).holds(), null);
            } else {
                around.told().left(names, start, waiter, false);
                answer.accept(List.of(), failure);
            }
        });
        return waiter;
    }

    private Waiter start(Purpose purpose, long start, WaitLimit limit) {
        Waiter waiter = new Waiter(purpose, start + limit.duration().toNanos(), queueing);
        waiters.add(waiter);
        waiter.answer().whenComplete((answered, failure) -> waiters.remove(waiter));
        waiter.start();
        sendAwayIfRefused(waiter);
        return waiter;
    }
}
