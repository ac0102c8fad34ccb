package dev.latchkey.batch;

import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.batch.Attempt.Answered;
import dev.latchkey.batch.Attempt.Broken;
import dev.latchkey.batch.Attempt.Thrown;
import dev.latchkey.locks.Shard;
import dev.latchkey.sharding.Fleet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A batch that runs. Used once. */
final class BatchRun<T> {

    /*
     * One thread, the caller's, does all but the guarded runs themselves, so that nothing here needs a lock: it starts what may run, reads
     * an item if a shard has less to do than it could, and hears of one that has ended. What has ended is bounded by what is under way.
     */

    /** How long a put-off item, and the wish to stop, may go unnoticed while no item ends. */
    private static final long REST_MILLIS = 50;

    private final Fleet fleet;
    private final BatchLimits limits;
    private final BooleanSupplier stop;
    private final Tally<T> tally;
    private final Map<String, Lane<T>> lanes = new HashMap<>();
    private final BlockingQueue<Ended<T>> ended = new LinkedBlockingQueue<>();
    private final ExecutorService threads;
    private boolean interrupted;
    private boolean stopping;

    /** The first item of a line was tried. */
    private record Ended<T>(Lane<T> lane, Line<T> line, Attempt<T> attempt) {}

    BatchRun(Fleet fleet, BatchLimits limits, BooleanSupplier stop, Tally<T> tally) {
        this.fleet = fleet;
        this.limits = limits;
        this.stop = stop;
        this.tally = tally;
        for (Shard shard : fleet.shards()) {
            lanes.put(shard.name(), new Lane<>(limits));
        }
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(
                task -> { // no more than the lanes let run
                    Thread thread = new Thread(task, "latchkey-batch-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    BatchReport run() {
        try {
            while (!isOver()) {
                step();
            }
            endWhatWasPutOff();
            return tally.report();
        } finally {
            awaitUnderWay();
            threads.shutdown();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isOver() {
        return underWay() == 0 && (stopping || (tally.sourceHasEnded() && tally.inMemory() == 0));
    }

    private int underWay() {
        return lanes.values().stream().mapToInt(Lane::underWay).sum();
    }

    private void step() {
        interrupted |= Thread.interrupted();
        stopping |= interrupted || stop.getAsBoolean();
        boolean read = false;
        if (!stopping) {
            giveUp();
            start();
            read = wantsMore() && tally.read(this::add);
        }
        Ended<T> next = read ? ended.poll() : rest();
        if (next != null) {
            judge(next);
        }
    }

    private boolean wantsMore() {
        long now = System.nanoTime();
        return !tally.sourceHasEnded()
                && tally.inMemory() < limits.readAhead()
                && lanes.values().stream().anyMatch(lane -> lane.isHungry(now));
    }

    private void add(BatchItem<T> item) {
        String shard = fleet.shardOf(item.key()).name();
        lanes.computeIfAbsent(shard, name -> new Lane<>(limits)).add(item);
    }

    private void start() {
        for (Lane<T> lane : lanes.values()) {
            Optional<Line<T>> line = lane.next(System.nanoTime());
            while (line.isPresent()) {
                perform(lane, line.get());
                line = lane.next(System.nanoTime());
            }
        }
    }

    private void perform(Lane<T> lane, Line<T> line) {
        BatchItem<T> item = line.first();
        threads.execute(() -> ended.add(new Ended<>(lane, line, attempt(item))));
    }

    private Attempt<T> attempt(BatchItem<T> item) {
        try {
            return new Answered<>(fleet.run(item.run(), item.work()));
        } catch (Exception e) {
            return new Thrown<>(e);
        } catch (Error e) {
            return new Broken<>(e);
        } finally {
            boolean unused = Thread.interrupted(); // the work's affair, and not the next one's
        }
    }

    private @Nullable Ended<T> rest() {
        try {
            return isOver() ? null : ended.poll(REST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return null;
        }
    }

    private void judge(Ended<T> tried) {
        Lane<T> lane = tried.lane();
        Line<T> line = tried.line();
        long now = System.nanoTime();
        lane.tried();
        line.tried(tried.attempt());
        switch (tried.attempt().verdict()) {
            case DONE -> done(lane, line, ((Answered<T>) tried.attempt()).outcome());
            case AGAIN -> {
                if (tried.attempt() instanceof Answered) {
                    lane.isThere();
                }
                if (line.patience.trouble(now)) {
                    lane.again(line, now);
                } else {
                    notDone(lane, line, tried.attempt());
                }
            }
            case AWAY -> lane.away(line, ((Thrown<T>) tried.attempt()).exception(), now);
            case FAILED -> {
                lane.isThere();
                notDone(lane, line, tried.attempt());
            }
        }
    }

    private void done(Lane<T> lane, Line<T> line, Outcome<T> outcome) {
        if (outcome instanceof AlreadyDone) {
            lane.endPause(System.nanoTime());
        } else {
            lane.isThere();
        }
        line.patience.troubleIsOver();
        BatchItem<T> item = line.first();
        lane.ended(line);
        tally.done(item, outcome);
    }

    private void notDone(Lane<T> lane, Line<T> line, Attempt<T> last) {
        BatchItem<T> item = line.first();
        BatchReport.NotDone why = last.notDone(item, line.tries());
        lane.ended(line);
        tally.notDone(item, why);
    }

    /** The items of shards that have been away for too long; if all have, the batch has no place to go on. */
    private void giveUp() {
        for (Lane<T> lane : lanes.values()) {
            lane.givenUp(System.nanoTime()).ifPresent(why -> fail(lane, why));
        }
        stopping |= lanes.values().stream().allMatch(Lane::isGivenUp);
    }

    private void fail(Lane<T> lane, Exception why) {
        for (Optional<Line<T>> line = lane.takeWaiting(); line.isPresent(); line = lane.takeWaiting()) {
            BatchItem<T> item = line.get().first();
            int tries = line.get().tries();
            lane.ended(line.get());
            tally.notDone(item, BatchReport.NotDone.failed(item, tries, why));
        }
    }

    /** What was tried before the batch was stopped is not left: it is busy, or has failed. */
    private void endWhatWasPutOff() {
        for (Lane<T> lane : lanes.values()) {
            for (Line<T> line : lane.lines()) {
                Attempt<T> last = line.last();
                if (last != null) {
                    tally.notDone(line.first(), last.notDone(line.first(), line.tries()));
                }
            }
        }
    }

    /** After trouble with the batch itself. */
    private void awaitUnderWay() {
        while (underWay() > 0) {
            Ended<T> next = rest();
            if (next != null) {
                next.lane().tried();
            }
        }
    }
}
