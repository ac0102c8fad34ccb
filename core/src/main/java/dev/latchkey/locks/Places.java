package dev.latchkey.locks;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How many sessions may wait in the server's queue at once: half of the pool, so that those that hold a lock and those that only
 * ask are never kept out by those that wait. Thread-safe.
 */
final class Places {

    private final Semaphore free;
    private volatile boolean wanted;

    Places(int poolSize) {
        this.free = new Semaphore(poolSize / 2);
    }

    /** One waiter's place, which it hasn't taken yet. */
    Place newPlace() {
        return new Place();
    }

    /** Taken or not; given back once, whoever does it. */
    final class Place {

        private final AtomicBoolean taken = new AtomicBoolean();

        /** To be called by who doesn't have it. */
        boolean tryTake() {
            boolean got = free.tryAcquire();
            taken.set(got);
            return got;
        }

        boolean isTaken() {
            return taken.get();
        }

        void giveBack() {
            if (taken.getAndSet(false)) {
                free.release();
            }
        }
    }

    /** A waiter found no place, and polls. */
    void wanted(boolean byAPoller) {
        wanted = byAPoller || wanted;
    }

    /** Whether a waiter found no place since this was last asked: then who had one lets go of it for once. */
    boolean areWanted() {
        boolean was = wanted;
        wanted = false;
        return was;
    }
}
