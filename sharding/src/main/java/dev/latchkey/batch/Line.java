package dev.latchkey.batch;

import dev.latchkey.LockKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The items of one lock key, in order: only the first one is tried. Used by one thread. */
final class Line<T> {

    /** Of the key and not of an item: those behind an item whose lock is held by somebody else would only meet the same. */
    final Patience patience;

    private final LockKey key;
    private final Deque<BatchItem<T>> items = new ArrayDeque<>();
    private @Nullable Attempt<T> last;
    private int tries;
    private long due;

    Line(LockKey key, Duration limit) {
        this.key = key;
        this.patience = new Patience(limit);
    }

    LockKey key() {
        return key;
    }

    void add(BatchItem<T> item) {
        items.add(item);
    }

    BatchItem<T> first() {
        return items.element();
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /** How often the first item was tried. */
    int tries() {
        return tries;
    }

    void tried(Attempt<T> attempt) {
        last = attempt;
        tries++;
    }

    /** What became of the last try of the first item; null before it. */
    @Nullable
    Attempt<T> last() {
        return last;
    }

    void removeFirst() {
        items.remove();
        last = null;
        tries = 0;
    }

    void putOff(long until) {
        due = until;
    }

    long due() {
        return due;
    }
}
