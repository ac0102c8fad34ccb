package dev.latchkey.ledger;

import static java.util.function.Predicate.not;

import dev.latchkey.Id;
import dev.latchkey.ledger.OldRows.Row;
import dev.latchkey.lists.EndedLists;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One purge, or the count of what it would delete. Used once, by one thread. */
final class Purge {

    private final Step step;
    private final OfLists ofLists;
    private final Consumer<Purged> progress;
    private Purged purged = Purged.NOTHING;

    /** What is done to a batch of old rows; answers how many there were. */
    @FunctionalInterface
    interface Step {
        long take(OldRows rows, List<Id> actions);
    }

    /** What is done to ended lists; answers how many items there were. */
    @FunctionalInterface
    interface OfLists {
        long take(EndedLists lists, LongConsumer progress) throws InterruptedException;
    }

    Purge(Step step, OfLists ofLists, Consumer<Purged> progress) {
        this.step = step;
        this.ofLists = ofLists;
        this.progress = progress;
    }

    Purged purged() {
        return purged;
    }

    void marks(OldRows old) throws InterruptedException {
        go(old, UnaryOperator.identity(), more -> purged.plusMarks(more));
    }

    /**
     * Those of a shard.
     *
     * @param kept tells which of some actions must keep theirs
     */
    void receipts(String shard, OldRows old, Function<List<Id>, Set<Id>> kept) throws InterruptedException {
        purged = purged.plusReceipts(shard, 0);
        go(
                old,
                actions -> {
                    Set<Id> stay = kept.apply(actions);
                    return actions.stream().filter(not(stay::contains)).toList();
                },
                more -> purged.plusReceipts(shard, more));
    }

    void lists(EndedLists ended) throws InterruptedException {
        Purged before = purged;
        purged = before.plusListItems(ofLists.take(ended, more -> {
            purged = purged.plusListItems(more);
            progress.accept(purged);
        }));
    }

    private void go(OldRows old, UnaryOperator<List<Id>> mayGo, LongFunction<Purged> withMore)
            throws InterruptedException {
        List<Row> page;
        @Nullable Row last = null;
        do {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted after " + purged);
            }
            page = old.after(last);
            last = page.isEmpty() ? null : page.get(page.size() - 1);
            List<Id> actions = page.stream().filter(old::isOld).map(Row::action).toList();
            long went = step.take(old, mayGo.apply(actions));
            if (went > 0) {
                purged = withMore.apply(went);
                progress.accept(purged);
            }
        } while (page.size() == OldRows.PAGE);
    }
}
