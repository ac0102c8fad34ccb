package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Many threads, with small stacks, that do the same. */
final class Crowd {

    private static final long STACK_BYTES = 256 * 1024;

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** Not a latch: who is interrupted at the start still starts. */
    private final Phaser start;

    private final List<Thread> threads;

    private Crowd(int size, IntConsumer task) {
        this.start = new Phaser(size);
        this.threads = IntStream.range(0, size).mapToObj(i -> thread(task, i)).toList();
    }

    private Thread thread(IntConsumer task, int number) {
        Thread thread = new Thread(null, () -> run(task, number), "crowd-" + number, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    private void run(IntConsumer task, int number) {
        try {
            start.arriveAndAwaitAdvance();
            task.accept(number);
        } catch (Throwable thrown) {
            failures.add(thrown);
        }
    }

    /** Starts so many threads at one moment, each of which does this with its number. */
    static Crowd of(int size, IntConsumer task) {
        Crowd crowd = new Crowd(size, task);
        crowd.threads.forEach(Thread::start);
        return crowd;
    }

    List<Thread> threads() {
        return threads;
    }

    boolean hasEnded() {
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /** Waits until each has returned normally, and looks at something again and again meanwhile. */
    void awaitEnd(Duration bound, Runnable look) {
        await("the crowd's end")
                .atMost(bound)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    look.run();
                    return hasEnded();
                });
        assertThat(failures).isEmpty();
    }

    void awaitEnd(Duration bound) {
        awaitEnd(bound, () -> {});
    }
}
