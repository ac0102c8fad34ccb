package dev.latchkey.locks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens beside the callers' threads: one thread knows the time and blocks on nothing, others do what is due. Thousands of
 * callers may want something at one moment, so the workers are few, and the others wait for their turn; but no heartbeat waits for
 * them. Thread-safe.
 */
final class Background implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Background.class);

    private final ScheduledThreadPoolExecutor clock;
    private static final long IDLE_SECONDS = 60;

    private final ThreadPoolExecutor workers;
    private final ExecutorService beats;

    /**
     * Opens it.
     *
     * @param most how many workers there may be: more than sessions that they may talk on
     */
    Background(String label, int most) {
        this.clock = new ScheduledThreadPoolExecutor(1, named("latchkey clock of " + label));
        this.clock.setRemoveOnCancelPolicy(true);
        this.workers = new ThreadPoolExecutor(
                most,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                named("latchkey worker of " + label));
        this.workers.allowCoreThreadTimeOut(true);
        this.beats = Executors.newCachedThreadPool(named("latchkey heartbeat of " + label));
    }

    private static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + " " + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Does it now, on another thread; after the closing it is not done any more. */
    void run(Runnable task) {
        run(workers, task);
    }

    /** Does it now on another thread, and after the closing on this one. */
    void runInAnyCase(Runnable task) {
        if (!run(workers, task)) {
            safely(task);
        }
    }

    /** The same as {@link #run} for a heartbeat, of which each session has one at most under way. */
    void beat(Runnable task) {
        run(beats, task);
    }

    private static boolean run(Executor threads, Runnable task) {
        try {
            threads.execute(() -> safely(task));
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("closed already", e);
            return false;
        }
    }

    private static void safely(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) { // also an OutOfMemoryError: the next heartbeat must come all the same
            LOG.error("a task in the background failed, which is a mistake of this library", e);
        }
    }

    /** Does it at this time of {@code System.nanoTime()}, never earlier, unless it is cancelled. */
    Future<?> at(long nanoTime, Runnable task) {
        try {
            return clock.schedule(() -> run(task), nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(e); // closed already
        }
    }

    /** Does it again and again, on the thread that knows the time: it must be quick. */
    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the clock
    void every(long nanos, Runnable task) {
        clock.scheduleWithFixedDelay(() -> safely(task), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdown();
        beats.shutdown();
    }
}
