package dev.latchkey.locks;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How many sessions may wait in the server's queue at once: half of the pool, so that those that hold a lock and those that only
 * ask are never kept out by those that wait. Who finds none polls, and is handed one when its turn comes. Thread-safe.
 */
final class Places {

    private final ReentrantLock guard = new ReentrantLock();
    private final Set<Place> wanting = new LinkedHashSet<>();
    private int free;

    Places(int poolSize) {
        this.free = poolSize / 2;
    }

    /**
     * One waiter's place, which it hasn't taken yet.
     *
     * @param wake called when it gets one that it wanted, from another or because one was free; it must be quick
     */
    Place newPlace(Runnable wake) {
        return new Place(wake);
    }

    /** Taken or not; given back once, whoever does it. */
    final class Place {

        private final Runnable wake;
        private boolean taken;

        private Place(Runnable wake) {
            this.wake = wake;
        }

        /** True if it is taken now, or was handed over before. */
        boolean tryTake() {
            guard.lock();
            try {
                if (!taken && free > 0) {
                    free--;
                    taken = true;
                    wanting.remove(this);
                }
                return taken;
            } finally {
                guard.unlock();
            }
        }

        boolean isTaken() {
            guard.lock();
            try {
                return taken;
            } finally {
                guard.unlock();
            }
        }

        /** Stands in line with those that poll because they found none; is woken at once if one has become free meanwhile. */
        void want() {
            boolean found;
            guard.lock();
            try {
                found = !taken && tryTake();
                if (!taken) {
                    wanting.add(this);
                }
            } finally {
                guard.unlock();
            }
            if (found) {
                wake.run();
            }
        }

        /** Wants none any more, and gives back what it has. */
        void leave() {
            guard.lock();
            try {
                wanting.remove(this);
            } finally {
                guard.unlock();
            }
            boolean unused = giveBack();
        }

        /** Gives it back, if it is taken. True if it went to another. */
        boolean giveBack() {
            Place next = null;
            guard.lock();
            try {
                if (taken) {
                    taken = false;
                    next = handOver();
                }
            } finally {
                guard.unlock();
            }
            if (next != null) {
                next.wake.run();
            }
            return next != null;
        }

        private @Nullable Place handOver() {
            Iterator<Place> first = wanting.iterator();
            if (!first.hasNext()) {
                free++;
                return null;
            }
            Place next = first.next();
            first.remove();
            next.taken = true;
            return next;
        }
    }
}
