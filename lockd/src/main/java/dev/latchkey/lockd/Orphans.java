package dev.latchkey.lockd;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LockLostException;
import dev.latchkey.locks.ServerLocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases what clients held that have gone. One thread does: what clients leave while it waits for the servers, it releases together
 * the next time, in one statement a session. Clients that go at once so cost no more statements than there are sessions. Thread-safe.
 */
final class Orphans {

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);

    /** As many are released together: an end is told of so many at a time, and later ones wait for no more. */
    private static final int MOST_TOGETHER = 10_000;

    /** A lock and where its end is counted. */
    private record Orphan(HeldLock lock, LongAdder count) {}

    private final Stats stats;
    private final Queue<Orphan> waiting = new ConcurrentLinkedQueue<>();
    private final ExecutorService releasing =
            Executors.newSingleThreadExecutor(Threads.named("latchkey-lockd-orphans"));

    Orphans(Stats stats) {
        this.stats = stats;
    }

    void add(Collection<? extends HeldLock> exclusive, Collection<? extends HeldLock> shared) {
        exclusive.forEach(lock -> waiting.add(new Orphan(lock, stats.orphans())));
        shared.forEach(lock -> waiting.add(new Orphan(lock, stats.sharedOrphans())));
        if (!exclusive.isEmpty() || !shared.isEmpty()) {
            releasing.execute(this::release);
        }
    }

    private void release() {
        for (List<Orphan> next = next(); !next.isEmpty(); next = next()) {
            close(ServerLocks.together(next.stream().map(Orphan::lock).toList()));
            next.forEach(orphan -> orphan.count().increment());
        }
    }

    private List<Orphan> next() {
        List<Orphan> together = new ArrayList<>();
        while (together.size() < MOST_TOGETHER) {
            Orphan orphan = waiting.poll();
            if (orphan == null) {
                break;
            }
            together.add(orphan);
        }
        return together;
    }

    /** What was lost is free as well, and its loss is in the log already. */
    private static void close(HeldLocks locks) {
        try {
            locks.close();
        } catch (LockLostException e) {
            LOG.debug("lost before the end of its client was known", e);
        } catch (RuntimeException e) {
            LOG.warn("locks of clients that have gone were not released", e);
        }
    }

    /** Waits until all are released, for so long at most. */
    void close(Duration limit) throws InterruptedException {
        releasing.shutdown();
        if (!releasing.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn(
                    "{} locks of clients that have gone were not released within {} s",
                    waiting.size(),
                    limit.toSeconds());
        }
    }
}
