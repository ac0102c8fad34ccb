package dev.latchkey.trials.demo;

import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.stage.ChildJvm;
import dev.latchkey.trials.stage.FleetLine;
import dev.latchkey.trials.stage.TrialException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The place of one worker: a process there, and a new one when that is killed, until all deliveries are settled.
 *
 * <p>One thread of ours writes to the process, another reads from it.
 */
final class WorkerSlot {

    /** One run for each thread of the worker, and as many that wait there for a thread. */
    private static final int WINDOW = 2 * Worker.THREADS;

    /** Nobody but us should end a worker, so this many ends of others are a fault that doesn't go away. */
    private static final int MOST_OWN_ENDS = 3;

    private final int number;
    private final FleetConfig fleet;
    private final Path log;
    private final Deliveries deliveries;
    private final Tally tally;
    private volatile @Nullable ChildJvm process;
    private volatile boolean ready;
    private volatile boolean killedByUs;

    WorkerSlot(int number, FleetConfig fleet, Path log, Deliveries deliveries, Tally tally) {
        this.number = number;
        this.fleet = fleet;
        this.log = log;
        this.deliveries = deliveries;
        this.tally = tally;
    }

    int number() {
        return number;
    }

    /** Keeps a worker there until the deliveries are over. */
    void work() throws IOException, InterruptedException {
        int ownEnds = 0;
        while (!deliveries.awaitEnd(Duration.ZERO)) {
            killedByUs = false;
            ready = false;
            try (ChildJvm started = ChildJvm.start(Worker.class, log)) {
                process = started;
                serve(started);
            } finally {
                process = null;
                deliveries.returnAllOf(number);
            }
            if (!killedByUs && !deliveries.awaitEnd(Duration.ZERO) && ++ownEnds >= MOST_OWN_ENDS) {
                throw new TrialException(
                        "worker %d ended by itself, %d times; see its log %s".formatted(number + 1, ownEnds, log));
            }
        }
    }

    private void serve(ChildJvm worker) throws IOException, InterruptedException {
        Semaphore window = new Semaphore(0);
        Thread writer =
                new Thread(() -> write(worker, window), Thread.currentThread().getName() + "-writer");
        writer.setDaemon(true);
        writer.start();
        try {
            for (Optional<String> next = worker.nextLine(); next.isPresent(); next = worker.nextLine()) {
                Answer.parse(next.get()).ifPresent(answer -> take(answer, window));
            }
        } finally {
            writer.interrupt();
            writer.join();
        }
    }

    private void take(Answer answer, Semaphore window) {
        if (answer.kind() == Answer.Kind.READY) {
            ready = true;
            window.release(WINDOW);
            return;
        }
        if (deliveries.answer(answer)) {
            tally.add(answer.kind());
        }
        if (answer.kind() != Answer.Kind.INSIDE) {
            window.release();
        }
    }

    private void write(ChildJvm worker, Semaphore window) {
        try {
            worker.send(FleetLine.of(fleet));
            window.acquire();
            for (var next = deliveries.take(number); next.isPresent(); next = deliveries.take(number)) {
                worker.send(next.get().line());
                window.acquire();
            }
            worker.letEnd();
        } catch (IOException | InterruptedException e) {
            // The worker is gone, as the end of its answers tells.
        }
    }

    /** Whether a worker is there that can be killed while it works. */
    boolean isReady() {
        ChildJvm now = process;
        return now != null && ready && now.isAlive();
    }

    /** Kills the worker that is there, with {@code kill -9}. False if there was none. */
    boolean kill() throws InterruptedException {
        ChildJvm now = process;
        if (now == null) {
            return false;
        }
        killedByUs = true;
        now.kill();
        return true;
    }

    /** Tells a run of the worker that is there to go on. */
    void goOn(Hold.Held held) throws IOException {
        ChildJvm now = process;
        if (now != null) {
            now.send(new Handout(Handout.Order.GO_ON, held.delivery(), held.event()).line());
        }
    }
}
