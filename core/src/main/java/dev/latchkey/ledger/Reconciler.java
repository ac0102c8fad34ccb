package dev.latchkey.ledger;

import dev.latchkey.locks.Shard;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings into the ledger what the receipts show as not marked yet: after a crash between commit and mark, or when the ledger
 * was away. Any number may run at once, beside the runs.
 */
public final class Reconciler {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** Small enough for one packet and a short transaction, large enough for one fsync to serve many. */
    private static final int BATCH = 500;

    private final Ledger ledger;
    private final List<Shard> shards;

    /** A reconciler of these shards. */
    public Reconciler(Ledger ledger, List<Shard> shards) {
        this.ledger = ledger;
        this.shards = List.copyOf(shards);
    }

    /**
     * Marks what isn't marked when it is called.
     *
     * @return how many marks were brought in
     * @throws JdbiException if a shard or the ledger can't be reached; what was marked until then stays
     * @throws dev.latchkey.ServerUnavailableException likewise
     */
    public long reconcile() {
        return reconcile(marked -> {});
    }

    /**
     * The same, telling how it goes on.
     *
     * @param progress is given how many marks each batch brought in
     */
    public long reconcile(LongConsumer progress) {
        long marked = 0;
        for (Shard shard : shards) {
            marked += reconcile(shard, progress);
        }
        return marked;
    }

    private long reconcile(Shard shard, LongConsumer progress) {
        Receipts receipts = new Receipts(shard.server());
        long marked = 0;
        List<Receipt> batch;
        do {
            Receipts.Unmarked unmarked = receipts.unmarked(BATCH);
            batch = unmarked.receipts();
            if (!batch.isEmpty()) {
                ledger.mark(shard.name(), unmarked.server(), batch);
                receipts.marked(batch);
                marked += batch.size();
                progress.accept(batch.size());
            }
        } while (batch.size() == BATCH); // under load something is always under way: no need to wait for a lull
        return marked;
    }

    /**
     * Reconciles again and again, on a daemon thread; trouble is logged, and tried again the next time.
     *
     * @param pause between two rounds
     * @return closing it stops the task
     */
    public AutoCloseable every(Duration pause) {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "latchkey reconciler");
            thread.setDaemon(true);
            return thread;
        });
        Future<?> rounds = executor.scheduleWithFixedDelay(
                this::tryOnce, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
        return () -> {
            rounds.cancel(true);
            executor.shutdownNow();
        };
    }

    private void tryOnce() {
        try {
            long marked = reconcile();
            LOG.debug("reconciler brought in {} marks", marked);
        } catch (RuntimeException e) {
            LOG.warn("the reconciler could not finish, and tries again: {}", e.getMessage());
        }
    }
}
