package dev.latchkey.locks;

import dev.latchkey.LockName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The waiters of this program, a line for each lock: only the first of a line asks the server, the others wait for their turn
 * without a session. Thread-safe.
 */
final class Lines {

    private final ConcurrentHashMap<LockName, Deque<Waiter>> lines = new ConcurrentHashMap<>();

    /** Whether nobody here waits for the lock. */
    boolean isEmpty(LockName name) {
        return !lines.containsKey(name);
    }

    /** Joins the line of this lock at its end; {@link Waiter#turn} is called once the waiter is the first. */
    void join(LockName name, Waiter waiter) {
        lines.compute(name, (n, waiting) -> {
            Deque<Waiter> line = waiting == null ? new ArrayDeque<>() : waiting;
            line.add(waiter);
            if (waiting == null) {
                waiter.turn(true);
            }
            return line;
        });
    }

    /** Leaves the line from any place in it; if it was the first, the next one has its turn. */
    void leave(LockName name, Waiter waiter) {
        lines.computeIfPresent(name, (n, line) -> {
            boolean first = line.peek() == waiter;
            line.remove(waiter);
            if (first && !line.isEmpty()) {
                line.peek().turn(false);
                if (!waiter.holdsTheLock()) {
                    line.peek().nudge();
                }
            }
            return line.isEmpty() ? null : line;
        });
    }

    /** The lock was released here: its next waiter need not wait until it would have asked again. */
    void nudge(LockName name) {
        lines.computeIfPresent(name, (n, line) -> {
            Waiter first = line.peek();
            if (first != null) {
                first.nudge();
            }
            return line;
        });
    }
}
