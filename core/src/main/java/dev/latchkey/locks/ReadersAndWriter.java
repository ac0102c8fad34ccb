package dev.latchkey.locks;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.SharedExclusiveLock;
import dev.latchkey.WaitLimit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A lock with slots for readers, of which the lock itself is the gate. Thread-safe. */
final class ReadersAndWriter implements SharedExclusiveLock {

    /*
     * A reader takes a slot, and then looks whether the gate is open. A writer shuts the gate, and then looks whether a slot is held. So one
     * of the two sees the other. A writer waits with the gate shut until those readers that it found have left: nobody comes in meanwhile.
     * A reader that waits stands in line for the gate like a writer, and takes its slot while it holds the gate.
     */

    private final ServerLocks locks;
    private final LockName name;
    private final Slots slots;

    ReadersAndWriter(ServerLocks locks, LockName name, Slots slots) {
        this.locks = locks;
        this.name = name;
        this.slots = slots;
    }

    @Override
    public Optional<HeldLock> tryShared(LockOptions options) {
        return slots.now(options).map(ServerLocks::held);
    }

    @Override
    public HeldLock shared(WaitLimit limit, LockOptions options) {
        return ServerLocks.held(slots.upTo(limit, options));
    }

    @Override
    public Optional<HeldLock> tryExclusive(LockOptions options) {
        if (readers() > 0) {
            return Optional.empty();
        }
        Optional<HeldLock> gate = locks.tryAcquire(name, options);
        return gate.filter(this::isAlone);
    }

    private boolean isAlone(HeldLock gate) {
        int readers = orGiveBack(gate, this::readers);
        if (readers > 0) {
            gate.close();
        }
        return readers == 0;
    }

    @Override
    public HeldLock exclusive(WaitLimit limit, LockOptions options) {
        long start = System.nanoTime();
        HeldLock gate = locks.acquire(name, limit, options);
        return orGiveBack(gate, () -> {
            if (awaitTheReaders(limit, start)) {
                gate.ensureHeld();
            }
            return gate;
        });
    }

    /** False if there were none. Waits for each in the server's queue, which tells at once, also of those that die. */
    private boolean awaitTheReaders(WaitLimit limit, long start) {
        List<Integer> readers = slots.held().numbers();
        boolean waited = !readers.isEmpty();
        while (!readers.isEmpty()) {
            readers.forEach(number -> await(number, limit, start));
            readers = slots.held().numbers();
        }
        return waited;
    }

    private void await(int number, WaitLimit limit, long start) {
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        try {
            locks.acquire(name.slot(number), limit.after(waited)).close();
        } catch (LockNotAcquiredException e) {
            throw new LockNotAcquiredException(name, locks.server().label(), limit, e.holder());
        }
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> T orGiveBack(HeldLock gate, Question<T> question) {
        try {
            return question.ask();
        } catch (RuntimeException | Error e) {
            try {
                gate.close();
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    @Override
    public int readers() {
        return slots.held().count();
    }
}
