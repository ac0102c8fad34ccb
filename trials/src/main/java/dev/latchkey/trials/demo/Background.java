package dev.latchkey.trials.demo;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The demo's own threads. None fails unseen: the first failure ends the deliveries, and is thrown to who awaits them. */
final class Background {

    private final Deliveries deliveries;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** What a thread does. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    Background(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    void start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (Exception e) {
                        failure.compareAndSet(null, e);
                        deliveries.stop();
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Waits until all threads have ended; false if some still runs. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Thread thread : threads) {
            thread.join(
                    Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /** Tells those that still run to end. */
    void interrupt() {
        threads.forEach(Thread::interrupt);
    }

    /** Throws what made a thread fail, if one did. */
    void check() {
        Exception failed = failure.get();
        if (failed instanceof RuntimeException e) {
            throw e;
        }
        if (failed != null) {
            throw new DemoException("the demo can't go on: " + failed, failed);
        }
    }
}
