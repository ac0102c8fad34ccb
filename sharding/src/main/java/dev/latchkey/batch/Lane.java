package dev.latchkey.batch;

import dev.latchkey.LockKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What was read for one shard and has not ended, in a line for each lock key. Used by one thread. */
final class Lane<T> {

    /*
     * A line is in one of three places: ready, put off until it is due, or under way. Lines take turns: after each item a line goes to the
     * end. A shard that is away is paused as a whole, and then tried by one item at a time; when the patience with it has ended, what is
     * read for it during a pause fails without a try.
     */
    private final Map<LockKey, Line<T>> lines = new HashMap<>();
    private final Deque<Line<T>> ready = new ArrayDeque<>();
    private final Queue<Line<T>> putOff = new PriorityQueue<>((one, other) -> Long.signum(one.due() - other.due()));
    private final int most;
    private final Duration limit;
    private final Patience patience;
    private int underWay;
    private long pausedUntil;
    private @Nullable Exception givenUp;

    Lane(BatchLimits limits) {
        this.most = limits.perShard();
        this.limit = limits.patience();
        this.patience = new Patience(limit);
    }

    void add(BatchItem<T> item) {
        Line<T> line = lines.get(item.key());
        if (line == null) {
            line = new Line<>(item.key(), limit);
            lines.put(item.key(), line);
            ready.add(line);
        }
        line.add(item);
    }

    /** Whether an item could run now, and there is none that may. */
    boolean isHungry(long now) {
        return ready.isEmpty() && underWay < mostNow() && givenUp(now).isEmpty();
    }

    private int mostNow() {
        return patience.isTried() ? 1 : most;
    }

    int underWay() {
        return underWay;
    }

    /** A line whose first item is to be tried now; the caller tells how it went. */
    Optional<Line<T>> next(long now) {
        while (!putOff.isEmpty() && putOff.element().due() - now <= 0) {
            ready.add(putOff.remove());
        }
        boolean paused = patience.isTried() && pausedUntil - now > 0;
        if (paused || underWay >= mostNow() || ready.isEmpty()) {
            return Optional.empty();
        }
        underWay++;
        return Optional.of(ready.remove());
    }

    /** A line is not under way any more; what follows says where it goes. */
    void tried() {
        underWay--;
    }

    /** The first item of a line is tried again after a pause. */
    void again(Line<T> line, long now) {
        line.putOff(now + line.patience.pause(now));
        putOff.add(line);
    }

    /** The shard is away, as the first item of this line has found: all are tried again after a pause, or given up. */
    void away(Line<T> line, Exception found, long now) {
        ready.addFirst(line);
        if (patience.isTried() && pausedUntil - now > 0) {
            return; // others had begun before the pause
        }
        givenUp = patience.trouble(now) ? null : found;
        pausedUntil = now + patience.pause(now);
    }

    /** The shard has done something. */
    void isThere() {
        patience.troubleIsOver();
        givenUp = null;
    }

    /** The ledger has spoken for the shard: no reason to pause, and none to believe that it is there. */
    void endPause(long now) {
        pausedUntil = now;
    }

    /** Why all that waits is to fail now, if so. */
    Optional<Exception> givenUp(long now) {
        return pausedUntil - now > 0 ? Optional.ofNullable(givenUp) : Optional.empty();
    }

    /** Whether the patience with the shard has ended; it is still tried now and then. */
    boolean isGivenUp() {
        return givenUp != null;
    }

    /** Takes out a line that is not under way, to end its first item. */
    Optional<Line<T>> takeWaiting() {
        return Optional.ofNullable(ready.isEmpty() ? putOff.poll() : ready.poll());
    }

    /** The first item of a line that was under way, or taken out, has ended: the next one may run. */
    void ended(Line<T> line) {
        line.removeFirst();
        if (line.isEmpty()) {
            lines.remove(line.key());
        } else {
            ready.add(line);
        }
    }

    /** All lines. */
    Collection<Line<T>> lines() {
        return lines.values();
    }
}
