package dev.latchkey;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A named lock behind the interface of {@code java.util.concurrent}; see {@link Locks#asLock}. */
final class LockView<K> implements Lock {

    private static final WaitLimit LONGEST = WaitLimit.of(WaitLimit.MAX);

    private final Locks<K> locks;
    private final K key;
    private final Map<Thread, HeldLock> held = new ConcurrentHashMap<>();

    LockView(Locks<K> locks, K key) {
        this.locks = locks;
        this.key = key;
    }

    @Override
    public void lock() {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    lockInterruptibly();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        while (!waitUpTo(LONGEST)) {
            // a day is over, and the caller waits on
        }
    }

    @Override
    public boolean tryLock() {
        Optional<HeldLock> lock = locks.tryAcquire(key);
        lock.ifPresent(this::hold);
        return lock.isPresent();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Duration wait = Duration.ofNanos(unit.toNanos(time));
        if (wait.isNegative() || wait.isZero()) {
            return tryLock();
        }
        Duration least = wait.compareTo(WaitLimit.MIN) < 0 ? WaitLimit.MIN : wait;
        return waitUpTo(least.compareTo(WaitLimit.MAX) > 0 ? LONGEST : WaitLimit.of(least));
    }

    private boolean waitUpTo(WaitLimit limit) throws InterruptedException {
        try {
            hold(locks.acquire(key, limit));
            return true;
        } catch (LockNotAcquiredException e) {
            return false;
        } catch (WaitInterruptedException e) {
            Thread.interrupted(); // told by the exception instead
            throw new InterruptedException(e.getMessage());
        }
    }

    /** A lock that this thread has lost and never unlocked is forgotten. */
    private void hold(HeldLock lock) {
        held.put(Thread.currentThread(), lock);
    }

    @Override
    public void unlock() {
        HeldLock lock = held.remove(Thread.currentThread());
        if (lock == null) {
            throw new IllegalMonitorStateException(
                    "lock %s is not held by this thread through this view".formatted(key));
        }
        lock.close();
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("named locks have no conditions");
    }

    @Override
    public String toString() {
        return "lock " + key;
    }
}
