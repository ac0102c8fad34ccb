package dev.latchkey.locks;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A thread that is to be interrupted when its lock is lost, and neither before nor afterwards. Thread-safe. */
final class Interrupting {

    private final ReentrantLock guard = new ReentrantLock();
    private @Nullable Thread thread;
    private boolean interrupted;

    /**
     * The calling thread is the one; if the lock is lost already, it is interrupted now.
     *
     * @param lost is asked when a loss that comes later would find the thread
     */
    void begin(BooleanSupplier lost) {
        guard.lock();
        try {
            thread = Thread.currentThread();
            interrupted = lost.getAsBoolean();
            if (interrupted) {
                thread.interrupt();
            }
        } finally {
            guard.unlock();
        }
    }

    void interrupt() {
        guard.lock();
        try {
            if (thread != null) {
                interrupted = true;
                thread.interrupt();
            }
        } finally {
            guard.unlock();
        }
    }

    void end() {
        guard.lock();
        try {
            if (interrupted && Thread.currentThread() == thread) {
                Thread.interrupted();
            }
            thread = null;
            interrupted = false;
        } finally {
            guard.unlock();
        }
    }
}
