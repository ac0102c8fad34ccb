package dev.latchkey.locks;

import dev.latchkey.LockName;
import dev.latchkey.WaitInTransactionException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which threads are in the work of a run, whatever its fleet: there nobody may wait for a named lock once the transaction is open.
 * Thread-safe.
 */
public final class OpenWork implements AutoCloseable {

    private static final Map<Thread, OpenWork> BY_THREAD = new ConcurrentHashMap<>();

    private final BooleanSupplier hasSent;
    private final @Nullable OpenWork around;

    private OpenWork(BooleanSupplier hasSent, @Nullable OpenWork around) {
        this.hasSent = hasSent;
        this.around = around;
    }

    /**
     * This thread begins some work; closing the answer, on the same thread, ends it.
     *
     * @param hasSent whether the work has sent a statement by now
     */
    public static OpenWork enter(BooleanSupplier hasSent) {
        Thread thread = Thread.currentThread();
        OpenWork entered = new OpenWork(hasSent, BY_THREAD.get(thread));
        BY_THREAD.put(thread, entered);
        return entered;
    }

    static void refuseWaiting(LockName name) {
        for (OpenWork work = BY_THREAD.get(Thread.currentThread()); work != null; work = work.around) {
            if (work.hasSent.getAsBoolean()) {
                throw new WaitInTransactionException(name);
            }
        }
    }

    @Override
    public void close() {
        if (around == null) {
            BY_THREAD.remove(Thread.currentThread());
        } else {
            BY_THREAD.put(Thread.currentThread(), around);
        }
    }
}
