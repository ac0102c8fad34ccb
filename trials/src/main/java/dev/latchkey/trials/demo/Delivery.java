package dev.latchkey.trials.demo;

import dev.latchkey.trials.demo.Handout.Order;
import org.jspecify.annotations.Nullable;

/** One event on its way to a worker, as often as it takes. Guarded by the lock of its {@link Deliveries}. */
final class Delivery {

    private final int number;
    private final Event event;

    /** The first delivery of the same event, if this is a repeat that must go to another worker. */
    private final @Nullable Delivery first;

    private int worker = -1;
    private int firstWorker = -1;
    private int tries;
    private int failures;
    private long due;
    private @Nullable Hold hold;

    Delivery(int number, Event event, @Nullable Delivery first) {
        this.number = number;
        this.event = event;
        this.first = first;
    }

    int number() {
        return number;
    }

    Event event() {
        return event;
    }

    /** Whose hands it is in, or was in last. */
    int worker() {
        return worker;
    }

    /** A repeat goes to another worker than the first delivery went to. */
    boolean mayGoTo(int candidate) {
        return first == null || first.firstWorker != candidate;
    }

    Handout handOut(int newWorker, @Nullable Hold newHold) {
        tries++;
        worker = newWorker;
        hold = newHold;
        if (firstWorker < 0) {
            firstWorker = newWorker;
        }
        return new Handout(newHold == null ? Order.RUN : Order.HOLD, number, event);
    }

    /** Whether its run is to be held inside its work, and isn't there yet. */
    boolean isToBeHeld() {
        return hold != null;
    }

    /** Its run is inside its work. */
    void inside() {
        if (hold != null) {
            hold.reached(new Hold.Held(number, event, worker));
            hold = null;
        }
    }

    /** It is in nobody's hands any more. */
    void back() {
        if (hold != null) {
            hold.missed();
            hold = null;
        }
    }

    /** How often it was handed out. */
    int tries() {
        return tries;
    }

    /** Counts a try that failed, and says how many there were. */
    int failed() {
        return ++failures;
    }

    /** When it may be handed out again, on the clock of {@link System#nanoTime}. */
    long due() {
        return due;
    }

    void dueAt(long nanoTime) {
        due = nanoTime;
    }
}
