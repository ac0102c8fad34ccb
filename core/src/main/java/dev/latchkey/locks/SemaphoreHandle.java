package dev.latchkey.locks;

import dev.latchkey.HeldSlot;
import dev.latchkey.LockOptions;
import dev.latchkey.Semaphore;
import dev.latchkey.WaitLimit;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Remembers the slot that it has: asking again changes nothing. Thread-safe. */
public final class SemaphoreHandle implements Semaphore {

    /** Where the slots come from. */
    public interface Source {

        /** As {@link Semaphore#tryAcquire(LockOptions)}, each time anew. */
        Optional<HeldSlot> tryAcquire(LockOptions options);

        /** As {@link Semaphore#acquire(WaitLimit, LockOptions)}, each time anew. */
        HeldSlot acquire(WaitLimit limit, LockOptions options);

        /** As {@link Semaphore#holders}. */
        int holders();
    }

    private final int slots;
    private final Source source;
    private final ReentrantLock asking = new ReentrantLock();
    private @Nullable HeldSlot latest;

    /**
     * A handle that has none.
     *
     * @throws IllegalArgumentException if the number of slots isn't 1 to {@value Semaphore#MOST_SLOTS}
     */
    public SemaphoreHandle(int slots, Source source) {
        if (slots < 1 || slots > MOST_SLOTS) {
            throw new IllegalArgumentException(
                    "a semaphore with %d slots is not possible: allowed are 1 to %d".formatted(slots, MOST_SLOTS));
        }
        this.slots = slots;
        this.source = source;
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public Optional<HeldSlot> tryAcquire(LockOptions options) {
        return sameOr(() -> source.tryAcquire(options));
    }

    @Override
    public HeldSlot acquire(WaitLimit limit, LockOptions options) {
        return sameOr(() -> Optional.of(source.acquire(limit, options))).orElseThrow();
    }

    private Optional<HeldSlot> sameOr(Supplier<Optional<HeldSlot>> another) {
        asking.lock();
        try {
            if (latest == null || !latest.isHeld()) {
                latest = another.get().orElse(null);
            }
            return Optional.ofNullable(latest);
        } finally {
            asking.unlock();
        }
    }

    @Override
    public int holders() {
        return source.holders();
    }
}
