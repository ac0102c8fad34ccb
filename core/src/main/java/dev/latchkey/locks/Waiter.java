package dev.latchkey.locks;

import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.Polling;
import dev.latchkey.mysql.Session;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One caller that waits for a lock, or for several at once. It keeps no thread and, but for the first of a line, no session. */
final class Waiter {

    /*
     *   in line ──turn──► wants a session ──► asks: in the server's queue, for a slice of at most the lease
     *                          ▲              or at once, without waiting, if half of the sessions wait already
     *                          │                                │ busy
     *                          └───────── naps, and then waits for its share of the requests ◄──┘
     *
     * One step follows the other, so what a step changes needs no guard. The answer may come at any moment: a lock, "not in
     * time", a failure, or a cancellation. Whichever comes first counts; leave() then undoes what the present step has, and
     * each step looks for the answer before it goes on. A lock that is granted after the answer goes back at once.
     */
    private final List<LockName> names;
    private final LockOptions options;
    private final boolean resolves;
    private final Queueing queueing;
    private final Background background;
    private final long deadline;

    private final CompletableFuture<Asked> answer = new CompletableFuture<>();
    private final AtomicBoolean hasPlace = new AtomicBoolean();
    private final AtomicBoolean napping = new AtomicBoolean();
    private volatile @Nullable Future<?> nap;
    private volatile FifoPermits.@Nullable Request wantsSession;
    private volatile @Nullable Session inQueue;
    private volatile boolean asking;
    private final AtomicInteger requests = new AtomicInteger();
    private boolean pollsNext;
    private boolean napsFirst;
    private OptionalLong holder = OptionalLong.empty();
    private long holderSince = System.nanoTime();

    /** What all waiters of a server share. */
    record Queueing(Surroundings around, OwnSessions own, SharedSessions shared, Places places, RequestBudget budget) {

        private static final Polling DEFAULT_POLLING = Polling.followingHoldTimes();
    }

    /** What is waited for, and why: a resolver may wait also while the locks are being closed. */
    record Purpose(List<LockName> names, LockOptions options, boolean resolves) {}

    Waiter(Purpose purpose, long deadline, Queueing queueing) {
        this.names = purpose.names();
        this.options = purpose.options();
        this.resolves = purpose.resolves();
        this.deadline = deadline;
        this.queueing = queueing;
        this.background = queueing.around().background();
    }

    /** Completes with the holds, or with none if the limit has passed; may be cancelled. */
    CompletableFuture<Asked> answer() {
        return answer;
    }

    boolean resolves() {
        return resolves;
    }

    /** How many times the server has been asked. */
    int requests() {
        return requests.get();
    }

    /**
     * Begins to wait.
     *
     * @param asked whether the caller has just asked the server itself
     */
    @SuppressWarnings("FutureReturnValueIgnored") // leaving throws nothing
    void start(boolean asked) {
        requests.set(asked ? 1 : 0);

        Future<?> timer = background.at(deadline, this::deadline);
        answer.whenComplete((answered, failure) -> {
            timer.cancel(false);
            leave();
        });
        if (names.size() == 1) {
            queueing.around().lines().join(names.get(0), this);
        } else {
            turn(true);
        }
    }

    private void leave() {
        if (names.size() == 1) {
            queueing.around().lines().leave(names.get(0), this);
        }
        FifoPermits.Request wants = wantsSession;
        if (wants != null) {
            wants.withdraw();
        }
        wake();
        Session waiting = inQueue;
        if (waiting != null) {
            waiting.abort();
        }
        givePlaceBack();
    }

    private void givePlaceBack() {
        if (hasPlace.getAndSet(false)) {
            queueing.places().give();
        }
    }

    /** While the server is asked, its own bound ends the wait. */
    private void deadline() {
        if (!asking) {
            notInTime();
        }
    }

    private void notInTime() {
        if (requests.get() == 0 && wantsSession != null) {
            Duration waited = Duration.ofNanos(System.nanoTime() - holderSince);
            answer.completeExceptionally(queueing.own().exhausted(waited));
        } else {
            answer.complete(Asked.busy(holder));
        }
    }

    private long left() {
        return deadline - System.nanoTime();
    }

    /**
     * It is the first of its line. Who polls doesn't begin with a request that has just been made, nor where the one before in the
     * line has just been granted the lock.
     *
     * @param straight whether nobody was before it
     */
    void turn(boolean straight) {
        napsFirst = !straight || requests.get() > 0;
        background.run(this::step);
    }

    private void step() {
        if (answer.isDone()) {
            return;
        }
        hasPlace.set(waitsInQueue() && !pollsNext && queueing.places().tryTake());
        if (!hasPlace.get() && napsFirst) {
            napsFirst = false;
            holderSince = System.nanoTime();
            nap(holder);
        } else if (options.sharesASession()) {
            ask();
        } else {
            wantsSession = queueing.own().permits().request(() -> background.run(this::withPermit));
        }
    }

    private boolean waitsInQueue() {
        return options.polling().isEmpty() && !options.sharesASession();
    }

    private void withPermit() {
        if (answer.isDone()) {
            givePlaceBack();
            queueing.own().permits().give();
            return;
        }
        ask();
    }

    private void ask() {
        asking = true;
        try {
            boolean queue = hasPlace.get();
            requests.incrementAndGet();
            Asked asked = options.sharesASession()
                    ? queueing.shared().ask(names, options)
                    : queueing.own()
                            .ask(names, options, () -> slice(queue), waiting -> inQueue = queue ? waiting : null);
            givePlaceBack();
            if (asked.granted()) {
                handOver(asked);
            } else {
                goOn(asked.holder(), queue);
            }
        } catch (RuntimeException e) {
            givePlaceBack();
            answer.completeExceptionally(e);
        } finally {
            asking = false;
        }
    }

    private void handOver(Asked asked) {
        if (answer.complete(asked)) {
            return;
        }
        if (options.sharesASession()) {
            asked.holds().get(0).carrier().release(asked.holds());
        } else {
            asked.holds().get(0).giveUp(); // who left may be about to abort the session
        }
    }

    private Optional<Duration> slice(boolean queue) {
        Duration lease = queueing.around().server().config().lease();
        Duration left = Duration.ofNanos(Math.max(0, left()));
        return queue ? Optional.of(left.compareTo(lease) < 0 ? left : lease) : Optional.empty();
    }

    private void goOn(OptionalLong seen, boolean hasQueued) {
        asking = false;
        if (left() <= 0) {
            holder = seen;
            notInTime();
        } else if (hasQueued) {
            pollsNext = queueing.places().areWanted();
            background.run(this::step);
        } else {
            nap(seen);
        }
    }

    private void nap(OptionalLong seen) {
        pollsNext = false;
        queueing.places().wanted(waitsInQueue());
        napUntil(wish(seen));
    }

    /** When the strategy would ask again. */
    private long wish(OptionalLong seen) {
        long now = System.nanoTime();
        if (!seen.equals(holder)) {
            holder = seen;
            holderSince = now;
        }
        Polling strategy = options.polling().orElse(Queueing.DEFAULT_POLLING);
        Duration pause = strategy.pause(new Polling.Seen(
                requests.get(),
                Duration.ofNanos(now - holderSince),
                queueing.around().holdTimes().of(names.get(0).lockClass())));
        return now + Math.max(Duration.ofMillis(1).toNanos(), pause.toNanos());
    }

    private void napUntil(long wish) {
        napping.set(true);
        nap = background.at(wish - deadline < 0 ? wish : deadline, () -> {
            if (napping.getAndSet(false)) {
                awake();
            }
        });
        if (answer.isDone()) {
            wake();
        }
    }

    private boolean wake() {
        if (!napping.getAndSet(false)) {
            return false;
        }
        Future<?> timer = nap; // of an earlier nap, or null, if this one has just begun: its own then finds it over
        if (timer != null) {
            timer.cancel(false);
        }
        return true;
    }

    private void awake() {
        nap = background.at(queueing.budget().reserve(), this::step);
    }

    /** The lock was just released here: no need to nap on. */
    void nudge() {
        if (wake()) {
            background.run(this::awake);
        }
    }
}
