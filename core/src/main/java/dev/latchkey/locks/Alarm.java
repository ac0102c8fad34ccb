package dev.latchkey.locks;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Goes off at a certain time, if it has been set before and not been cancelled since. Thread-safe. */
final class Alarm {

    private final long time;
    private final Runnable then;
    private final Background background;
    private final AtomicBoolean isSet = new AtomicBoolean();
    private volatile @Nullable Future<?> timer;

    /**
     * An alarm that isn't set.
     *
     * @param time of {@code System.nanoTime()}
     */
    Alarm(long time, Runnable then, Background background) {
        this.time = time;
        this.then = then;
        this.background = background;
    }

    /** Sets it, unless that was done before. Who cancels it at the same moment may be too early, and cancels again. */
    void set() {
        if (isSet.compareAndSet(false, true)) {
            timer = background.at(time, then);
        }
    }

    void cancel() {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
    }
}
