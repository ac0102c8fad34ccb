package dev.latchkey.trials.torture.worker;

import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.stage.ChildJvm;
import dev.latchkey.trials.stage.FleetLine;
import dev.latchkey.trials.stage.TrialException;
import dev.latchkey.trials.torture.history.Event;
import dev.latchkey.trials.torture.history.Event.Ready;
import dev.latchkey.trials.torture.history.History;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The place of one worker: a process there, and a new one when that is killed. Thread-safe. */
public final class Post {

    /** A worker that can't open its fleet for a minute ends; so many are a fault that doesn't go away. */
    private static final int MOST_VAIN_LIVES = 10;

    private final int number;
    private final FleetConfig fleet;
    private final Orders orders;
    private final Path log;
    private final History history;
    private final Set<String> killed = ConcurrentHashMap.newKeySet();
    private final ReentrantLock oneFaultAtATime = new ReentrantLock();
    private volatile @Nullable ChildJvm process;
    private volatile String name = "";
    private volatile boolean ready;
    private volatile boolean ending;

    /** The place with this number; the orders are the same for all but for the name. */
    public Post(int number, FleetConfig fleet, Orders orders, Path logs, History history) {
        this.number = number;
        this.fleet = fleet;
        this.orders = orders;
        this.log = logs.resolve("worker-%d.log".formatted(number));
        this.history = history;
    }

    /** Keeps a worker there until {@link #end}. */
    public void keepManned() throws IOException {
        int vainLives = 0;
        for (int life = 1; !ending; life++) {
            live("w%d.%d".formatted(number, life));
            vainLives = ready ? 0 : vainLives + 1;
            if (ready && !ending && !killed.contains(name)) {
                throw new TrialException("%s ended by itself; see its log %s".formatted(name, log));
            }
            if (vainLives >= MOST_VAIN_LIVES) {
                throw new TrialException("worker %d could not open its fleet, %d times in a row; see its log %s"
                        .formatted(number, vainLives, log));
            }
        }
    }

    private void live(String newName) throws IOException {
        name = newName;
        ready = false;
        try (ChildJvm started = ChildJvm.start(Worker.class, log)) {
            process = started;
            tellAndListen(started);
        } finally {
            process = null;
        }
    }

    private void tellAndListen(ChildJvm worker) {
        try {
            worker.send(FleetLine.of(fleet));
            worker.send(orders.as(name).line());
            if (ending) {
                worker.letEnd();
            }
            listenTo(worker);
        } catch (IOException e) {
            // It was killed before it could be told anything.
        }
    }

    private void listenTo(ChildJvm worker) throws IOException {
        for (Optional<String> line = worker.nextLine(); line.isPresent(); line = worker.nextLine()) {
            Optional<Event> event = Event.parse(line.get());
            ready |= event.isPresent() && event.get() instanceof Ready;
            event.ifPresent(history::add);
        }
    }

    /** Kills the worker that works there, with {@code kill -9}. False if it is just being started, or suffers another fault. */
    public boolean kill() throws IOException, InterruptedException {
        return hurt(worker -> {
            killed.add(name);
            worker.kill();
        });
    }

    /** Freezes it for so long. False likewise. */
    public boolean pause(Duration howLong) throws IOException, InterruptedException {
        return hurt(worker -> {
            worker.pause();
            try {
                Thread.sleep(howLong.toMillis());
            } finally {
                worker.resume();
            }
        });
    }

    /** Whether its worker is at work. */
    public boolean isReady() {
        return ready;
    }

    private interface Fault {
        void strike(ChildJvm worker) throws IOException, InterruptedException;
    }

    private boolean hurt(Fault fault) throws IOException, InterruptedException {
        if (!oneFaultAtATime.tryLock()) {
            return false;
        }
        try {
            ChildJvm now = process;
            if (now == null || !ready || !now.isAlive()) {
                return false;
            }
            fault.strike(now);
            return true;
        } finally {
            oneFaultAtATime.unlock();
        }
    }

    /** Lets the worker end what it does, and end; no other comes. */
    public void end() {
        ending = true;
        ChildJvm now = process;
        if (now != null) {
            try {
                now.letEnd();
            } catch (IOException e) {
                // It has ended.
            }
        }
    }

    /** Whether its worker has ended after {@link #end}, within so long; one that has not is killed. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        ChildJvm now = process;
        if (now == null || now.awaitEnd(limit)) {
            return true;
        }
        now.kill();
        return false;
    }

    /** The processes that were killed: what they had begun has no answer. */
    public Set<String> killed() {
        return Set.copyOf(killed);
    }
}
