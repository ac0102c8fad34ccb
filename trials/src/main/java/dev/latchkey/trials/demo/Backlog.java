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

/** The deliveries that are in nobody's hands: fresh ones in their order, and those to be delivered again. Not thread-safe. */
final class Backlog {

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

    /** Takes out the next one for this worker, if there is one. */
    Optional<Delivery> next(int worker) {
        Delivery due = again.peek();
        if (due != null && due.due() - System.nanoTime() <= 0) {
            Optional<Delivery> found = takeFirst(again.iterator(), worker);
            if (found.isPresent()) {
                return found;
            }
        }
        return takeFirst(fresh.iterator(), worker);
    }

    private static Optional<Delivery> takeFirst(Iterator<Delivery> queue, int worker) {
        while (queue.hasNext()) {
            Delivery delivery = queue.next();
            if (delivery.mayGoTo(worker)) {
                queue.remove();
                return Optional.of(delivery);
            }
        }
        return Optional.empty();
    }

    void putBack(Delivery delivery, Duration pause) {
        delivery.dueAt(System.nanoTime() + pause.toNanos());
        again.add(delivery);
    }
}
