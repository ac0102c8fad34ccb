package dev.latchkey.trials.stage;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A trial's own threads. None fails unseen: the first failure stops the trial, and is thrown to who awaits its end. */
public final class Background {

    private final Runnable stop;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** What a thread does. */
    @FunctionalInterface
    public interface Task {
        void run() throws Exception;
    }

    /**
     * No threads yet.
     *
     * @param stop ends the trial: called when a thread has failed
     */
    public Background(Runnable stop) {
        this.stop = stop;
    }

    public void start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (Exception e) {
                        failure.compareAndSet(null, e);
                        stop.run();
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Waits until all threads have ended; false if some still runs. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Thread thread : threads) {
            thread.join(
                    Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /** Tells those that still run to end. */
    public void interrupt() {
        threads.forEach(Thread::interrupt);
    }

    /** Throws what made a thread fail, if one did. */
    public void check() {
        Exception failed = failure.get();
        if (failed instanceof RuntimeException e) {
            throw e;
        }
        if (failed != null) {
            throw new TrialException("it can't go on: " + failed, failed);
        }
    }
}
