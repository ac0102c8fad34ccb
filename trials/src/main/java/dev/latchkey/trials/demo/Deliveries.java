package dev.latchkey.trials.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who gets which delivery, and when: each is handed out until a worker has answered it. Thread-safe.
 *
 * <p>Chaos can hold deliveries back, so that the last of them go out after its last deed, however fast the machine is.
 */
final class Deliveries {

    /** With the pauses between them more than two minutes: longer than any server needs to start. */
    private static final int MOST_FAILURES = 40;

    /** What becomes due is seen within this time. */
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Backlog backlog;
    private final Map<Integer, Delivery> inFlight = new HashMap<>();
    private final List<String> givenUp = new ArrayList<>();
    private @Nullable Hold wanted;
    private int allowed;
    private int settled;
    private long lastSettled = System.nanoTime();
    private boolean stopped;

    Deliveries(List<Event> events, int workers) {
        backlog = new Backlog(events, workers);
        allowed = total();
    }

    int total() {
        return backlog.total();
    }

    /** The next delivery for this worker, waiting for one; empty when there will be none any more. */
    Optional<Handout> take(int worker) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Optional<Handout> next = poll(worker);
            while (next.isEmpty() && !isOver()) {
                changed.awaitNanos(GLANCE.toNanos());
                next = poll(worker);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The next delivery for this worker, if there is one at this moment. */
    Optional<Handout> poll(int worker) {
        return ask(() -> {
            boolean mayGo = !isOver() && (wanted != null || settled + inFlight.size() < allowed);
            Optional<Delivery> next = mayGo ? backlog.next(worker, wanted != null) : Optional.empty();
            return next.map(delivery -> {
                inFlight.put(delivery.number(), delivery);
                Handout handout = delivery.handOut(worker, wanted);
                wanted = null;
                return handout;
            });
        });
    }

    /**
     * Takes a worker's answer to a delivery that is in its hands.
     *
     * @return whether the answer counts. One doesn't: that of a run which was to be held inside its work, and had none to do; it is
     *     delivered again, so that looking for a run to be held uses up no deliveries
     */
    boolean answer(Answer answer) {
        return ask(() -> {
            changed.signalAll();
            boolean wasToBeHeld = inHand(answer.delivery()).isToBeHeld();
            switch (answer.kind()) {
                case INSIDE -> inHand(answer.delivery()).inside();
                case COMPLETED, RESOLVED, ALREADY_DONE -> {
                    Delivery delivery = back(answer.delivery());
                    if (wasToBeHeld) {
                        backlog.putBackAtOnce(delivery);
                        return false;
                    }
                    settle();
                }
                case BUSY -> backlog.putBack(back(answer.delivery()));
                case LOST, NOT_RUN, FAILED -> failed(back(answer.delivery()), answer.text());
                case PARTLY_DURABLE -> giveUp(back(answer.delivery()), answer.text());
                case READY -> throw new AssertionError("not about a delivery: " + answer);
            }
            return true;
        });
    }

    /** All that a worker had in its hands is to be delivered again: it is gone. */
    void returnAllOf(int worker) {
        change(() -> List.copyOf(inFlight.values()).stream()
                .filter(delivery -> delivery.worker() == worker)
                .forEach(delivery -> backlog.putBackAtOnce(back(delivery.number()))));
    }

    private Delivery inHand(int number) {
        Delivery delivery = inFlight.get(number);
        if (delivery == null) {
            throw new IllegalStateException("delivery " + number + " is in nobody's hands");
        }
        return delivery;
    }

    private Delivery back(int number) {
        Delivery delivery = inHand(number);
        inFlight.remove(number);
        delivery.back();
        return delivery;
    }

    private void failed(Delivery delivery, String why) {
        if (delivery.failed() < MOST_FAILURES) {
            backlog.putBack(delivery);
        } else {
            giveUp(delivery, why);
        }
    }

    private void giveUp(Delivery delivery, String why) {
        givenUp.add("%s was given up: %s".formatted(delivery.event().action(), why));
        settle();
    }

    private void settle() {
        settled++;
        lastSettled = System.nanoTime();
    }

    /** The next delivery that is handed out is to be held inside its work, even if no other may be handed out now. */
    Hold hold() {
        Hold hold = new Hold();
        change(() -> {
            withdrawHold();
            wanted = hold;
            if (isOver()) {
                withdrawHold();
            }
        });
        return hold;
    }

    private void withdrawHold() {
        if (wanted != null) {
            wanted.missed();
            wanted = null;
        }
    }

    /** From now on, no more than so many are settled or with the workers, save those that are to be held. */
    void allow(int most) {
        change(() -> allowed = most);
    }

    /** Hands out nothing any more. */
    void stop() {
        change(() -> {
            stopped = true;
            withdrawHold();
        });
    }

    private boolean isOver() {
        return stopped || settled == total();
    }

    /** Waits until so many deliveries are settled, or all is over. */
    void awaitSettled(int count) throws InterruptedException {
        await(() -> settled >= count, Duration.ofDays(1));
    }

    /** Waits so long for the end. True if it has come. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        await(() -> false, limit);
        return ask(this::isOver);
    }

    private void await(BooleanSupplier reached, Duration limit) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = limit.toNanos();
            while (left > 0 && !reached.getAsBoolean() && !isOver()) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many are answered, or given up. */
    int settled() {
        return ask(() -> settled);
    }

    /** How long nothing was settled. */
    Duration silence() {
        return ask(() -> Duration.ofNanos(System.nanoTime() - lastSettled));
    }

    /** What is with the workers now. */
    List<Event> inFlight() {
        return ask(() -> inFlight.values().stream().map(Delivery::event).toList());
    }

    /** Those that were given up, each with the last that was said of it. */
    List<String> givenUp() {
        return ask(() -> List.copyOf(givenUp));
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> T ask(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }
}
