package dev.latchkey.trials.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The order that one run is to stop inside its work, under its lock and with its statements sent, and what becomes of it.
 * Thread-safe.
 */
final class Hold {

    /** The run that is inside. */
    record Held(int delivery, Event event, int worker) {}

    private final BlockingQueue<Optional<Held>> end = new ArrayBlockingQueue<>(1);

    /** That run is inside. */
    void reached(Held held) {
        end.offer(Optional.of(held));
    }

    /** That run ended without, or there was none: its action was done before, or its account was busy. */
    void missed() {
        end.offer(Optional.empty());
    }

    /** The run that is inside now; empty if that wasn't to be, or took too long. Asked once. */
    Optional<Held> await(Duration limit) throws InterruptedException {
        Optional<Held> held = end.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        return held == null ? Optional.empty() : held;
    }
}
