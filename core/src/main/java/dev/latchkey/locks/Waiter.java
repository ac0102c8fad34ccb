package dev.latchkey.locks;

import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One caller that waits for a lock, or for several at once. Without its turn it keeps no session. */
final class Waiter {

    /*
     *   in line ──turn──► wants a session ──► asks: at once the first time, if nobody was before it; then in the server's queue, for
     *                          ▲              a slice of at most the lease, or at once if half of the sessions wait already
     *                          │                                │ busy
     *                          └────── naps, if it polls, and waits for its share of the requests ◄──┘
     *
     * One step follows the other, so what only steps change needs no guard. The end may come at any moment: a lock, "not in
     * time", a failure, or a cancellation. Whichever comes first counts; leave() then undoes what the present step has, and
     * each step looks for the end after it has taken something. A lock that is granted after the end goes back at once. Only
     * when the line has been left is the caller told: what it does then must keep nobody behind it waiting.
     */

    /** How much later than its limit a wait ends because the server is silent. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final Purpose purpose;
    private final Queueing queueing;
    private final long start = System.nanoTime();
    private final long deadline;

    private final CompletableFuture<Asked> end = new CompletableFuture<>();
    private final CompletableFuture<Asked> answer = new CompletableFuture<>();
    private final Requests requests;
    private final Places.Place place;
    private final Alarm alarm;
    private final Nap nap;
    private final SeenHolder holder;
    private volatile FifoPermits.@Nullable Request wantsPermit;
    private volatile boolean asksAtOnce;
    private boolean pollsNext;
    private boolean napsFirst;

    Waiter(Purpose purpose, long deadline, Queueing queueing) {
        this.purpose = purpose;
        this.deadline = deadline;
        this.queueing = queueing;
        this.holder = new SeenHolder(purpose, queueing.around().holdTimes());
        this.requests = new Requests(purpose, deadline, queueing, end::isDone);
        this.place = queueing.places().newPlace(this::nudge);
        this.alarm = new Alarm(deadline, this::deadline, queueing.around().background());
        this.nap = new Nap(queueing.around().background(), purpose.steps());
    }

    /** Completes with the holds, or with none if the limit has passed. */
    CompletableFuture<Asked> answer() {
        return answer;
    }

    /** It shall wait no more. False if the end came before: then the answer tells. */
    boolean cancel() {
        return end.cancel(false);
    }

    void fail(RuntimeException failure) {
        end.completeExceptionally(failure);
    }

    /** How many times the server has been asked. */
    int requests() {
        return requests.sent();
    }

    /** Whether it has not been told "busy" yet, and nobody was before it. */
    boolean asksAtOnce() {
        return asksAtOnce;
    }

    private List<LockName> names() {
        return purpose.names();
    }

    private LockOptions options() {
        return purpose.options();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // leaving throws nothing
    void start() {
        end.whenComplete((asked, failure) -> {
            try {
                leave();
            } finally {
                tell(asked, failure);
            }
        });
        if (names().size() == 1) {
            queueing.around().lines().join(names().get(0), this);
        } else {
            turn(true);
        }
        if (!asksAtOnce) {
            watchTheDeadline();
        }
    }

    private void tell(Asked asked, @Nullable Throwable failure) {
        if (failure == null) {
            answer.complete(asked);
        } else {
            answer.completeExceptionally(failure);
        }
    }

    /** From now on; and if the end came meanwhile, what was just taken is given back. */
    private void watchTheDeadline() {
        alarm.set();
        if (end.isDone()) {
            leave();
        }
    }

    private void leave() {
        if (names().size() == 1) {
            queueing.around().lines().leave(names().get(0), this);
        }
        alarm.cancel();
        FifoPermits.Request wants = wantsPermit;
        if (wants != null) {
            wants.withdraw();
        }
        nap.end();
        requests.cut();
        place.leave();
    }

    /** While the server is asked, its own bound ends the wait. */
    private void deadline() {
        if (!requests.areUnderWay()) {
            notInTime();
        }
    }

    private void notInTime() {
        FifoPermits.Request wants = wantsPermit;
        if (asksAtOnce && wants != null && wants.withdraw()) {
            fail(requests.gotNoPermit(Duration.ofNanos(System.nanoTime() - start)));
        } else {
            end.complete(Asked.busy(holder.session()));
        }
    }

    /** Called now and then: ends the wait if, while it talks to the server, its thread was interrupted or the server is silent. */
    void check(long now) {
        Thread caller = purpose.caller();
        if (!requests.areUnderWay()) {
            return;
        }
        if (caller != null && caller.isInterrupted()) {
            queueing.around().background().run(this::cancel);
        } else if (now - deadline > SILENCE.toNanos()) {
            queueing.around().background().run(() -> fail(requests.silent(SILENCE)));
        }
    }

    /**
     * It is the first of its line.
     *
     * @param straight whether nobody was before it; else the one before was most likely granted the lock just now
     */
    void turn(boolean straight) {
        asksAtOnce = straight;
        napsFirst = !straight;
        next(this::step);
    }

    /** What a step throws, a caller's strategy for one, ends the wait. */
    private void next(Runnable step) {
        purpose.steps().execute(() -> {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                end.completeExceptionally(e);
            }
        });
    }

    private void step() {
        if (end.isDone()) {
            return;
        }
        boolean queues = purpose.queues() && !asksAtOnce && !pollsNext && place.tryTake();
        if (!queues && napsFirst) {
            napsFirst = false;
            holder.changes();
            napOn();
        } else if (asksAtOnce && requests.permits().tryTake()) {
            withPermit();
        } else {
            wantsPermit = requests.permits().request(() -> next(this::withPermit));
            watchTheDeadline();
        }
    }

    private void withPermit() {
        if (purpose.caller() == null || requests.endWithTheirOwnAnswer()) {
            ask();
        } else {
            watchTheDeadline();
            queueing.around().background().run(this::ask); // the caller must be free to leave
        }
    }

    private void ask() {
        if (end.isDone()) {
            place.leave();
            requests.permits().give();
            return;
        }
        nap.forget();
        boolean queues = place.isTaken();
        try {
            Asked asked = requests.send(queues);
            pollsNext = queues && place.giveBack();
            if (asked.granted()) {
                handOver(asked);
            } else {
                goOn(asked.holder(), queues);
            }
        } catch (RuntimeException | Error e) {
            place.leave();
            end.completeExceptionally(e);
        }
    }

    private void handOver(Asked asked) {
        if (end.complete(asked)) {
            return;
        }
        if (options().sharesASession()) {
            asked.holds().get(0).carrier().release(asked.holds());
        } else {
            asked.holds().get(0).giveUp(); // who left may be about to abort the session
        }
    }

    private void goOn(OptionalLong seen, boolean hasQueued) {
        watchTheDeadline();
        boolean queuesNow = asksAtOnce && purpose.queues();
        asksAtOnce = false;
        holder.see(seen);
        if (deadline - System.nanoTime() <= 0) {
            notInTime();
        } else if (hasQueued || queuesNow) {
            napsFirst = queuesNow;
            next(this::step);
        } else {
            napOn();
        }
    }

    private void napOn() {
        pollsNext = false;
        if (purpose.queues()) {
            place.want();
        }
        long wish = holder.wish(requests.sent());
        nap.begin(wish - deadline < 0 ? wish : deadline, this::awake);
        if (end.isDone()) {
            nap.end();
            place.leave();
        }
    }

    /** Who was handed a place waits in the queue; others ask when there is a request left to be sent. */
    private void awake() {
        if (place.isTaken()) {
            next(this::step);
            return;
        }
        queueing.budget().reserve(deadline).ifPresent(slot -> {
            Future<?> unused = queueing.around().background().at(slot, () -> next(this::step));
        });
    }

    /** Who has left and holds nothing has maybe missed a release that was meant for whoever is the first. */
    boolean holdsTheLock() {
        return end.isDone() && !end.isCompletedExceptionally() && end.join().isHeld();
    }

    /** The lock was just released here: no need to nap on. */
    void nudge() {
        nap.wake();
    }
}
