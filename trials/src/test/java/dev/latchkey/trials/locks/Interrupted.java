package dev.latchkey.trials.locks;

import static dev.latchkey.trials.locks.WaitingBench.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.WaitInterruptedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A thread that waits for a lock and is interrupted there. */
final class Interrupted {

    private final CompletableFuture<End> end = new CompletableFuture<>();
    private final Thread thread;

    /** How its wait ended: with what was thrown, the interrupt set or not, and when. */
    private record End(Throwable thrown, boolean isInterrupted, long nanoTime) {}

    private Interrupted(Runnable wait) {
        this.thread = new Thread(() -> run(wait), "to-be-interrupted");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Runnable wait) {
        try {
            wait.run();
            end.completeExceptionally(new AssertionError("the wait ended, and without an exception"));
        } catch (Throwable thrown) {
            end.complete(new End(thrown, Thread.currentThread().isInterrupted(), System.nanoTime()));
        }
    }

    /** Whether the thread waits, and for no answer of a server. */
    static boolean isParked(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    /**
     * Interrupts a wait when it has come where it is wanted.
     *
     * @return how long it took to leave
     */
    static Duration in(Runnable wait, Predicate<Thread> isThere) throws Exception {
        Interrupted waiting = new Interrupted(wait);
        await().atMost(BOUND).until(() -> isThere.test(waiting.thread));
        long interrupt = System.nanoTime();
        waiting.thread.interrupt();
        End end = waiting.end.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(end.thrown()).isInstanceOf(WaitInterruptedException.class);
        assertThat(end.isInterrupted()).isTrue();
        return Duration.ofNanos(end.nanoTime() - interrupt);
    }
}
