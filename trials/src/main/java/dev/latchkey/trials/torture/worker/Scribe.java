package dev.latchkey.trials.torture.worker;

import dev.latchkey.trials.torture.history.Answer;
import dev.latchkey.trials.torture.history.Event;
import dev.latchkey.trials.torture.history.Event.Answered;
import dev.latchkey.trials.torture.history.Event.Entered;
import dev.latchkey.trials.torture.history.Event.Invoked;
import dev.latchkey.trials.torture.history.Event.Left;
import dev.latchkey.trials.torture.history.Event.Ready;
import dev.latchkey.trials.torture.history.Event.Struck;
import dev.latchkey.trials.torture.history.FaultKind;
import dev.latchkey.trials.torture.history.Invocation;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Writes the history of a process as it happens: what was written is there even if the process is killed. Thread-safe. */
public final class Scribe {

    private final Consumer<Event> to;

    /**
     * One that writes to this.
     *
     * @param to takes events from all threads
     */
    public Scribe(Consumer<Event> to) {
        this.to = to;
    }

    void ready() {
        to.accept(new Ready());
    }

    void invoked(Invocation invocation) {
        to.accept(new Invoked(invocation, System.nanoTime()));
    }

    /** The time is taken when the lock is held, and its token drawn. */
    void entered(Invocation invocation, OptionalLong token) {
        to.accept(new Entered(invocation.operation(), token, System.nanoTime()));
    }

    /** The time is taken while the lock is still held. */
    void left(Invocation invocation) {
        to.accept(new Left(invocation.operation(), System.nanoTime()));
    }

    void answered(Invocation invocation, Answer answer) {
        to.accept(new Answered(invocation.operation(), answer, System.nanoTime()));
    }

    void struck(FaultKind kind) {
        to.accept(new Struck(kind));
    }
}
