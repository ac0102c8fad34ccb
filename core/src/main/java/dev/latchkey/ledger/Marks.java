package dev.latchkey.ledger;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.latchkey.MarkState;
import dev.latchkey.locks.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks actions in the ledger after their commit, many in one transaction, on a thread of its own: runs don't wait for it.
 *
 * <p>What can't be marked is left to the {@link Reconciler}. Thread-safe.
 */
public final class Marks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Marks.class);

    /** As many as a ledger that is away for some seconds lets pile up; more are left to the reconciler. */
    private static final int MOST_WAITING = 10_000;

    /** Beyond this a transaction gains nothing. */
    private static final int MOST_IN_A_BATCH = 500;

    /**
     * How long the first of a batch waits for others: each batch costs a commit on the ledger and one on the shard, whatever its size.
     * A duplicate that comes meanwhile is found at the gate.
     */
    private static final Duration DELAY = Duration.ofMillis(50);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private record Waiting(Shard shard, String server, Receipt receipt, CompletableFuture<MarkState> state) {}

    private final Ledger ledger;
    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread = new Thread(this::work, "latchkey marks");
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Starts marking. */
    public Marks(Ledger ledger) {
        this.ledger = ledger;
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Marks the receipt soon.
     *
     * @param server the identity of the server that committed it
     * @return completes when the ledger's state is known, never exceptionally
     */
    public CompletionStage<MarkState> submit(Shard shard, String server, Receipt receipt) {
        CompletableFuture<MarkState> state = new CompletableFuture<>();
        Waiting waiting = new Waiting(shard, server, receipt, state);
        boolean taken = queue.offer(waiting);
        if (!taken || (isClosing() && queue.remove(waiting))) {
            state.complete(MarkState.PENDING);
        }
        return state.minimalCompletionStage();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void work() {
        List<Waiting> batch = new ArrayList<>(MOST_IN_A_BATCH);
        try {
            while (!isClosing() || !queue.isEmpty()) {
                Waiting first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    boolean unused = closing.await(DELAY.toMillis(), TimeUnit.MILLISECONDS);
                    queue.drainTo(batch, MOST_IN_A_BATCH - 1);
                    inTheirOrder(batch)
                            .forEach((shard, servers) -> servers.forEach((server, some) -> mark(shard, server, some)));
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("told to stop with {} actions unmarked; the reconciler will mark them", queue.size());
        } finally {
            closing.countDown();
            queue.drainTo(batch);
            batch.forEach(waiting -> waiting.state().complete(MarkState.PENDING));
        }
    }

    /** In the order of their commits: what a new primary did again is to overwrite what the old one lost, and not the reverse. */
    private static Map<Shard, Map<String, List<Waiting>>> inTheirOrder(List<Waiting> batch) {
        return batch.stream()
                .collect(groupingBy(
                        Waiting::shard, LinkedHashMap::new, groupingBy(Waiting::server, LinkedHashMap::new, toList())));
    }

    private void mark(Shard shard, String server, List<Waiting> batch) {
        List<Receipt> receipts = batch.stream().map(Waiting::receipt).toList();
        MarkState reached = MarkState.PENDING;
        try {
            ledger.mark(shard.name(), server, receipts);
            reached = MarkState.MARKED;
            new Receipts(shard.server()).marked(receipts);
        } catch (RuntimeException e) {
            LOG.debug("{} actions on {} left to the reconciler", receipts.size(), shard, e);
        }
        MarkState state = reached;
        for (Waiting waiting : batch) {
            waiting.state().completeAsync(() -> state); // what callers do then must not hold up the next marks
        }
    }

    /** Marks what is waiting, for at most 5 s; the rest is left to the reconciler. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
