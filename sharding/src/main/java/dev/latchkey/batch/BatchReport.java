package dev.latchkey.batch;

import dev.latchkey.LatchkeyException;
import dev.latchkey.LockKey;
import dev.latchkey.Outcome.Busy;
import dev.latchkey.WorkId;
import java.util.List;
import java.util.Optional;

/**
 * How a batch ended.
 *
 * <p>Immutable.
 *
 * @param counts all items
 * @param stopped whether it was stopped before it came to its end: what is left was not begun, and of a stream that doesn't know its
 *     size more may be left than is counted
 * @param notDone the first items that are busy or failed, as many as {@link BatchLimits#reasons} say
 */
public record BatchReport(BatchCounts counts, boolean stopped, List<NotDone> notDone) {

    public BatchReport {
        notDone = List.copyOf(notDone);
    }

    /** Whether each item is done now; else run the same batch again. */
    public boolean allDone() {
        return !stopped && counts.busy() == 0 && counts.failed() == 0;
    }

    /**
     * Why an item is not done.
     *
     * @param key its lock
     * @param workId its work
     * @param tries how often it was tried: 0 if its shard was away and it was given up with the others
     * @param reason in a line, for people
     * @param thrown what the last try threw; empty if it was busy
     */
    public record NotDone(LockKey key, WorkId workId, int tries, String reason, Optional<Exception> thrown) {

        static NotDone busy(BatchItem<?> item, int tries, Busy<?> busy) {
            String holder = busy.holder().map(h -> "held by " + h).orElse("its holder was gone when we looked");
            return new NotDone(item.key(), item.workId(), tries, "busy, " + holder, Optional.empty());
        }

        static NotDone failed(BatchItem<?> item, int tries, Exception thrown) {
            String reason = String.valueOf(thrown instanceof LatchkeyException ? thrown.getMessage() : thrown);
            return new NotDone(
                    item.key(), item.workId(), tries, reason.lines().findFirst().orElse(""), Optional.of(thrown));
        }

        /** For people: {@code payment-77 of ACCOUNT_123_PAYMENTS, 3 tries: busy, held by session 381}. */
        @Override
        public String toString() {
            return "%s of %s, %d %s: %s".formatted(workId, key, tries, tries == 1 ? "try" : "tries", reason);
        }
    }

    /** A line of counts, and one for each reason that was kept. */
    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder(counts.toString());
        if (stopped) {
            lines.append("; stopped before its end");
        }
        notDone.forEach(one -> lines.append(System.lineSeparator()).append("  ").append(one));
        long more = counts.busy() + counts.failed() - notDone.size();
        if (more > 0) {
            lines.append(System.lineSeparator()).append("  and %,d more, see the log".formatted(more));
        }
        return lines.toString();
    }
}
