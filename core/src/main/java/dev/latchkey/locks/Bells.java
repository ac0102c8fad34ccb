package dev.latchkey.locks;

import dev.latchkey.LockName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells those who wait for one of several locks that one of them was released in this program: they need not wait until they would have
 * looked again. Only a hint: of two who wait for the same lock one is told. Thread-safe.
 */
final class Bells {

    private final ConcurrentHashMap<LockName, Bell> hanging = new ConcurrentHashMap<>();

    /** Rings when one of these is released. */
    Bell hang(List<LockName> names) {
        Bell bell = new Bell(names);
        names.forEach(name -> hanging.put(name, bell));
        return bell;
    }

    /** The lock was released here. */
    void ring(LockName name) {
        Bell bell = hanging.get(name);
        if (bell != null) {
            bell.rings.release();
        }
    }

    /** One that hangs until it is closed. */
    final class Bell implements AutoCloseable {

        private final List<LockName> names;
        private final Semaphore rings = new Semaphore(0);

        private Bell(List<LockName> names) {
            this.names = names;
        }

        /** Waits until it rings, or has rung since the last time, or the patience is over. */
        void await(Duration patience) throws InterruptedException {
            if (rings.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                rings.drainPermits();
            }
        }

        @Override
        public void close() {
            names.forEach(name -> hanging.remove(name, this));
        }
    }
}
