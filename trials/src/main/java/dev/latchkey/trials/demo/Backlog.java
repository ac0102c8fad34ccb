package dev.latchkey.trials.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Predicate;

/** The deliveries that are in nobody's hands: fresh ones in their order, and those to be delivered again. Not thread-safe. */
final class Backlog {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    /** To 3.2 s. Somebody who doesn't live may hold a lock for long: those who want it must not keep all workers from the rest. */
    private static final int MOST_DOUBLINGS = 6;

    private final Deque<Delivery> fresh = new ArrayDeque<>();
    private final Queue<Delivery> again = new PriorityQueue<>(Comparator.comparingLong(Delivery::due));
    private final int total;

    Backlog(List<Event> events, int workers) {
        Map<Event, Delivery> first = new HashMap<>();
        for (Event event : events) {
            Delivery delivery = new Delivery(fresh.size(), event, workers == 1 ? null : first.get(event));
            first.putIfAbsent(event, delivery);
            fresh.add(delivery);
        }
        total = fresh.size();
    }

    int total() {
        return total;
    }

    /**
     * Takes out the next one for this worker, if there is one.
     *
     * @param freshFirst whether those that are to be delivered again come last, not first
     */
    Optional<Delivery> next(int worker, boolean freshFirst) {
        Predicate<Delivery> fits = delivery -> delivery.mayGoTo(worker);
        Predicate<Delivery> due = delivery -> delivery.due() - System.nanoTime() <= 0;
        return freshFirst
                ? takeFirst(fresh, fits).or(() -> takeFirst(again, fits.and(due)))
                : takeFirst(again, fits.and(due)).or(() -> takeFirst(fresh, fits));
    }

    private static Optional<Delivery> takeFirst(Queue<Delivery> queue, Predicate<Delivery> fits) {
        for (Iterator<Delivery> all = queue.iterator(); all.hasNext(); ) {
            Delivery delivery = all.next();
            if (fits.test(delivery)) {
                all.remove();
                return Optional.of(delivery);
            }
        }
        return Optional.empty();
    }

    /** It is tried again after a pause, which grows with each try. */
    void putBack(Delivery delivery) {
        int doublings = Math.min(delivery.tries() - 1, MOST_DOUBLINGS);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        delivery.dueAt(System.nanoTime() + pause.toNanos());
        again.add(delivery);
    }

    /** It is tried again now: its try was ended by somebody else's fault. */
    void putBackAtOnce(Delivery delivery) {
        delivery.dueAt(System.nanoTime());
        again.add(delivery);
    }
}
