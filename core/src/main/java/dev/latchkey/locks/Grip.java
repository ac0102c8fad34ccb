package dev.latchkey.locks;

import dev.latchkey.HeldLock;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LostLock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What a caller has of a hold. The last grip that is closed releases the lock. Thread-safe. */
final class Grip implements HeldLock {

    private final Hold hold;
    private final AtomicInteger grips;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Grip(Hold hold, AtomicInteger grips) {
        this.hold = hold;
        this.grips = grips;
    }

    static Grip on(Hold hold) {
        return new Grip(hold, new AtomicInteger(1));
    }

    /** What is in hand of a lock that this library granted. */
    static Grip of(HeldLock lock) {
        if (lock instanceof SlotGrip slot) {
            return slot.grip();
        } else if (lock instanceof Grip grip) {
            return grip;
        }
        throw new IllegalArgumentException(
                "lock %s was granted by somebody else: %s".formatted(lock.name(), lock.getClass()));
    }

    Hold hold() {
        return hold;
    }

    /** As far as is known without asking the server. */
    boolean isHeld() {
        return !closed.get() && hold.isHeld();
    }

    @Override
    public LockName name() {
        return hold.name();
    }

    @Override
    public long session() {
        return hold.session().locks().id();
    }

    @Override
    public OptionalLong fencingToken() {
        return hold.token();
    }

    @Override
    public void ensureHeld() {
        refuseIfClosed();
        throwIfLost();
        hold.carrier().ensureHeld(hold);
        refuseIfClosed();
        throwIfLost();
    }

    private void refuseIfClosed() {
        if (closed.get() || hold.isReleased()) {
            throw new IllegalStateException(
                    "lock %s was released; acquire it again to be sure of it".formatted(hold.name()));
        }
    }

    private void throwIfLost() {
        Optional<LostLock> lost = hold.lost();
        if (lost.isPresent()) {
            throw new LockLostException(lost.get(), null);
        }
    }

    @Override
    public Optional<LostLock> lost() {
        return hold.lost();
    }

    @Override
    public HeldLock again() {
        refuseIfClosed();
        throwIfLost();
        int before = grips.getAndUpdate(count -> count == 0 ? 0 : count + 1);
        if (before == 0) {
            throw new IllegalStateException("lock %s is being released; acquire it again".formatted(hold.name()));
        }
        return new Grip(hold, grips);
    }

    /** Lets go; false if it had let go before. */
    boolean letGo() {
        return closed.compareAndSet(false, true);
    }

    /** After letting go: whether it was the last grip, so that the hold must be released now. */
    boolean wasLast() {
        return grips.decrementAndGet() == 0;
    }

    @Override
    public void close() {
        if (letGo()) {
            if (wasLast()) {
                hold.interruptNoMore();
                hold.release();
            }
            throwIfLost();
        }
    }
}
