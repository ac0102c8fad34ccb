package dev.latchkey.batch;

import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Completed;
import java.util.ArrayList;
import java.util.List;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the items and counts how they end; tells the listener and the log. Used by one thread. */
final class Tally<T> {

    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final Spliterator<BatchItem<T>> source;
    private final long size;
    private final int mostReasons;
    private final BatchListener<T> listener;
    private final List<BatchReport.NotDone> reasons = new ArrayList<>();
    private boolean sourceHasEnded;
    private long read;
    private long completed;
    private long alreadyDone;
    private long busy;
    private long failed;

    Tally(Spliterator<BatchItem<T>> source, int mostReasons, BatchListener<T> listener) {
        this.source = source;
        this.size = source.getExactSizeIfKnown();
        this.mostReasons = mostReasons;
        this.listener = listener;
    }

    /** Hands over the next item; false if there is none. */
    boolean read(Consumer<BatchItem<T>> to) {
        boolean found = source.tryAdvance(item -> {
            read++;
            to.accept(item);
        });
        sourceHasEnded = !found;
        return found;
    }

    /** How many were read and have not ended. */
    long inMemory() {
        return read - counts().ended();
    }

    boolean sourceHasEnded() {
        return sourceHasEnded;
    }

    void done(BatchItem<T> item, Outcome<T> outcome) {
        if (outcome instanceof Completed) {
            completed++;
        } else {
            alreadyDone++;
        }
        listener.done(item, outcome);
        listener.progress(counts());
    }

    void notDone(BatchItem<T> item, BatchReport.NotDone why) {
        boolean kept = reasons.size() < mostReasons;
        if (kept) {
            reasons.add(why);
        }
        if (why.thrown().isEmpty()) {
            busy++;
            LOG.info("not done, the batch goes on: {}", why);
        } else {
            failed++;
            LOG.warn("not done, the batch goes on: {}", why, kept ? why.thrown().get() : null);
        }
        listener.notDone(item, why);
        listener.progress(counts());
    }

    BatchCounts counts() {
        long all = Math.max(read, size); // -1 if it is not known
        return new BatchCounts(completed, alreadyDone, busy, failed, all - completed - alreadyDone - busy - failed);
    }

    /** Stopped is what has something left, or may have. */
    BatchReport report() {
        return new BatchReport(counts(), !sourceHasEnded || counts().left() > 0, reasons);
    }
}
