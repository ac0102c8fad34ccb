package dev.latchkey.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/**
 * Lets contenders take turns under the same number of threads, so that what else the machine does hits them all alike. Every second
 * round goes backwards.
 */
public final class Turns {

    private final Effort effort;
    private final int threads;
    private final ExecutorService pool;
    private final CyclicBarrier start;

    private Turns(Effort effort, int threads, ExecutorService pool) {
        this.effort = effort;
        this.threads = threads;
        this.pool = pool;
        this.start = new CyclicBarrier(threads);
    }

    /** What one thread did in a turn. */
    private record Share(long operations, long began, long ended, Histogram latencies) {}

    /** One contender, and how far its threads have come. */
    private record Runner(Contender contender, Series series, AtomicLongArray numbers) {}

    /** The series of these contenders, in their order. */
    public static List<Series> compare(Effort effort, int threads, List<Contender> contenders) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            return new Turns(effort, threads, pool).compare(contenders);
        } finally {
            pool.shutdownNow();
        }
    }

    private List<Series> compare(List<Contender> contenders) throws Exception {
        List<Runner> runners = contenders.stream()
                .map(contender -> new Runner(contender, new Series(contender.name()), new AtomicLongArray(threads)))
                .toList();
        for (Runner runner : runners) {
            turn(runner, effort.warmUp());
        }
        for (int round = 0; round < effort.rounds(); round++) {
            for (int i = 0; i < runners.size(); i++) {
                Runner runner = runners.get(round % 2 == 0 ? i : runners.size() - 1 - i);
                record(runner, turn(runner, effort.turn()));
            }
        }
        return runners.stream().map(Runner::series).toList();
    }

    private static void record(Runner runner, List<Share> shares) {
        long began = shares.stream().mapToLong(Share::began).min().orElseThrow();
        long ended = shares.stream().mapToLong(Share::ended).max().orElseThrow();
        Histogram latencies = new Histogram(3);
        shares.forEach(share -> latencies.add(share.latencies()));
        runner.series().add(shares.stream().mapToLong(Share::operations).sum(), ended - began, latencies);
    }

    private List<Share> turn(Runner runner, Duration length) throws Exception {
        List<Callable<Share>> tasks = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int which = thread;
            tasks.add(() -> share(runner, which, length));
        }
        List<Share> shares = new ArrayList<>();
        for (Future<Share> future : pool.invokeAll(tasks)) {
            shares.add(result(runner, future));
        }
        return shares;
    }

    private static Share result(Runner runner, Future<Share> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(runner.contender().name() + " failed: " + e.getCause(), e.getCause());
        }
    }

    private Share share(Runner runner, int thread, Duration length) throws Exception {
        Histogram latencies = new Histogram(3);
        await();
        long began = System.nanoTime();
        long until = began + length.toNanos();
        long operations = 0;
        long now = began;
        while (now < until) {
            runner.contender().operation().perform(thread, runner.numbers().getAndIncrement(thread));
            long after = System.nanoTime();
            latencies.recordValue(after - now);
            now = after;
            operations++;
        }
        return new Share(operations, began, now, latencies);
    }

    private void await() throws InterruptedException {
        try {
            start.await();
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException("another thread could not begin", e);
        }
    }
}
