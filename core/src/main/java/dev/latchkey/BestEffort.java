package dev.latchkey;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A lock for those who only want to avoid doing work twice, and can live with it when it happens.
 *
 * <pre>{@code
 * BestEffort.Done done = BestEffort.whenDown(BestEffort.WhenDown.GO_AHEAD)
 *         .run(() -> locks.tryAcquire(key), () -> System.out.println("warming the cache"));
 * System.out.println(done); // GUARDED, UNGUARDED, LOST, BUSY or SKIPPED
 * }</pre>
 *
 * <p>When the server can't be asked the work is done without a lock, or not at all, as configured; the answer says which. Where doing
 * it twice would do harm, use {@link Locks#acquire} or a guarded run.
 *
 * <p>Immutable, thread-safe.
 */
public final class BestEffort {

    /** What to do when the server can't be asked. */
    public enum WhenDown {
        /** The work is done without a lock: twice, maybe. */
        GO_AHEAD,
        /** The work isn't done. */
        SKIP
    }

    /** What was done. */
    public enum Done {
        /** The work was done, under the lock from beginning to end. */
        GUARDED,
        /** The work was done without a lock, since the server couldn't be asked. */
        UNGUARDED,
        /** The work was done and began under the lock, which was lost before its end. */
        LOST,
        /** Somebody else has the lock: the work wasn't done. */
        BUSY,
        /** The server couldn't be asked: the work wasn't done. */
        SKIPPED
    }

    /** Some work without a result. */
    @FunctionalInterface
    public interface Effort<X extends Exception> {
        /** Does it. */
        void make() throws X;
    }

    private final WhenDown whenDown;

    private BestEffort(WhenDown whenDown) {
        this.whenDown = whenDown;
    }

    /** With this answer to a server that can't be asked. */
    public static BestEffort whenDown(WhenDown answer) {
        return new BestEffort(answer);
    }

    /**
     * Does the work under the lock, if nobody else has it. An interrupt is no answer of the server: then the work is not done, and
     * {@link WaitInterruptedException} is thrown.
     *
     * @param lock takes it without waiting: {@code () -> locks.tryAcquire(key)}
     * @return what was done
     * @throws X the work's own exception, as it was thrown
     */
    public <X extends Exception> Done run(Supplier<Optional<HeldLock>> lock, Effort<X> work) throws X {
        Optional<HeldLock> held;
        try {
            held = lock.get();
        } catch (ServerUnavailableException e) {
            return withoutALock(work);
        }
        return held.isPresent() ? under(held.get(), work) : Done.BUSY;
    }

    private <X extends Exception> Done withoutALock(Effort<X> work) throws X {
        return switch (whenDown) {
            case SKIP -> Done.SKIPPED;
            case GO_AHEAD -> {
                work.make();
                yield Done.UNGUARDED;
            }
        };
    }

    private static <X extends Exception> Done under(HeldLock lock, Effort<X> work) throws X {
        try {
            work.make();
        } catch (Throwable thrown) {
            isHeldToTheEnd(lock);
            throw thrown;
        }
        return isHeldToTheEnd(lock) ? Done.GUARDED : Done.LOST;
    }

    private static boolean isHeldToTheEnd(HeldLock lock) {
        try {
            lock.close();
            return true;
        } catch (LockLostException e) {
            return false; // told by the log already, and what this work can live with
        }
    }
}
