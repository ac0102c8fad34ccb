package dev.latchkey.locks;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A number of permits, handed out first come, first served, to threads and to callbacks alike: the sessions of a pool.
 * Thread-safe.
 */
final class FifoPermits {

    private final ReentrantLock guard = new ReentrantLock();
    private final Set<Request> waiting = new LinkedHashSet<>();
    private int free;

    FifoPermits(int permits) {
        this.free = permits;
    }

    /** A place in the queue for a permit. */
    final class Request {

        private final Runnable onGranted;

        private Request(Runnable onGranted) {
            this.onGranted = onGranted;
        }

        /** Leaves the queue. False if the permit was granted already: then it is the caller's to give back. */
        boolean withdraw() {
            guard.lock();
            try {
                return waiting.remove(this);
            } finally {
                guard.unlock();
            }
        }
    }

    /** Takes a permit if one is free and nobody waits for it. */
    boolean tryTake() {
        guard.lock();
        try {
            boolean taken = free > 0 && waiting.isEmpty();
            free -= taken ? 1 : 0;
            return taken;
        } finally {
            guard.unlock();
        }
    }

    /**
     * Asks for a permit.
     *
     * @param onGranted called once it is there, maybe at once, on the thread that gave it; it must be quick
     */
    Request request(Runnable onGranted) {
        Request request = new Request(onGranted);
        guard.lock();
        try {
            if (free == 0 || !waiting.isEmpty()) {
                waiting.add(request);
                return request;
            }
            free--;
        } finally {
            guard.unlock();
        }
        onGranted.run();
        return request;
    }

    /** Waits for a permit. False if none came in time. */
    boolean take(Duration patience) throws InterruptedException {
        if (tryTake()) {
            return true;
        }
        CompletableFuture<Boolean> granted = new CompletableFuture<>();
        Request request = request(() -> granted.complete(true));
        try {
            return granted.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return !request.withdraw();
        } catch (InterruptedException e) {
            if (!request.withdraw()) {
                give();
            }
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed with an exception", e);
        }
    }

    /** Gives a permit back. */
    void give() {
        Request next;
        guard.lock();
        try {
            var first = waiting.iterator();
            if (!first.hasNext()) {
                free++;
                return;
            }
            next = first.next();
            first.remove();
        } finally {
            guard.unlock();
        }
        next.onGranted.run();
    }
}
