package dev.latchkey;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a lock is waited for and held, beyond the defaults.
 *
 * <pre>{@code
 * LockOptions options = LockOptions.DEFAULT.holdingAtMost(Duration.ofMinutes(5)).onLost(lost -> System.err.println(lost));
 * }</pre>
 *
 * <p>Immutable; each method returns a new one.
 *
 * @param maximumHold after how long the lock is taken away from its holder; empty for never
 * @param lossConsumer told when the lock is lost, once, on a thread of ours
 * @param interruptsOnLoss whether the thread that acquired the lock is interrupted when it is lost
 * @param polling how to ask again instead of waiting in the server's queue; empty for the queue
 * @param sharesASession whether the lock may live on a session with others
 * @param drawsAToken whether it has a fencing token
 * @param purpose what for, at most {@value #LONGEST_PURPOSE} characters; empty for the name of the thread
 */
public record LockOptions(
        Optional<Duration> maximumHold,
        Optional<Consumer<LostLock>> lossConsumer,
        boolean interruptsOnLoss,
        Optional<Polling> polling,
        boolean sharesASession,
        boolean drawsAToken,
        Optional<String> purpose) {

    /** A session of its own, the server's queue, no maximum, nobody told but the listener and the log. */
    public static final LockOptions DEFAULT = new LockOptions(
            Optional.empty(), Optional.empty(), false, Optional.empty(), false, false, Optional.empty());

    /** The most characters of a purpose: a work id fits. */
    public static final int LONGEST_PURPOSE = 255;

    private static final Duration MIN_HOLD = Duration.ofMillis(1);
    private static final Duration MAX_HOLD = Duration.ofDays(1);

    public LockOptions {
        maximumHold.ifPresent(maximum -> {
            if (maximum.compareTo(MIN_HOLD) < 0 || maximum.compareTo(MAX_HOLD) > 0) {
                throw new IllegalArgumentException(
                        "maximum hold %s is not within 1 ms and 24 h; for no maximum leave it out".formatted(maximum));
            }
        });
        purpose.ifPresent(text -> Text.checked("purpose of a lock", text, 0, LONGEST_PURPOSE));
    }

    /**
     * After this long the session is killed: what its transaction did is rolled back, and then the next holder is let in. Never
     * earlier. A lock on a shared session is released instead. A program that is frozen loses its lock by the lease.
     *
     * @param maximum 1 ms to 24 h
     * @throws IllegalArgumentException if it is not within these bounds
     */
    public LockOptions holdingAtMost(Duration maximum) {
        return new LockOptions(
                Optional.of(maximum), lossConsumer, interruptsOnLoss, polling, sharesASession, drawsAToken, purpose);
    }

    /** Tells this consumer when the lock is lost: once, on a thread of ours. What it throws is logged. */
    public LockOptions onLost(Consumer<LostLock> consumer) {
        return new LockOptions(
                maximumHold, Optional.of(consumer), interruptsOnLoss, polling, sharesASession, drawsAToken, purpose);
    }

    /**
     * Interrupts the thread that acquired the lock when it is lost before its release. In a run that is the thread of the work,
     * and the interrupt is cleared when the work has ended.
     */
    public LockOptions interruptingOnLoss() {
        return new LockOptions(maximumHold, lossConsumer, true, polling, sharesASession, drawsAToken, purpose);
    }

    /** Asks again and again instead of keeping a session waiting in the server's queue. */
    public LockOptions polling(Polling strategy) {
        return new LockOptions(
                maximumHold,
                lossConsumer,
                interruptsOnLoss,
                Optional.of(strategy),
                sharesASession,
                drawsAToken,
                purpose);
    }

    /**
     * Lets the lock live on a session with others, for programs that hold thousands at once. Who waits for it polls. A lost
     * session takes all its locks along: {@code SessionLimits} say how many at most. Not for runs, which have a transaction.
     */
    public LockOptions sharingASession() {
        return new LockOptions(maximumHold, lossConsumer, interruptsOnLoss, polling, true, drawsAToken, purpose);
    }

    /**
     * Draws a {@link HeldLock#fencingToken fencing token} once the lock is granted, by one statement with a commit of its own, which takes
     * the place of the question for the key's bucket. For locks by key, of a fleet, that have one holder: refused by lock name, which has no
     * tables, and for slots and what is held shared. A run draws one when it is given {@link FencedWork}.
     *
     * <p>If the draw has no answer the lock is given up: acquiring throws a {@link ServerUnavailableException}, the token may be used up. A
     * lock that turns out to be lost already is a {@link LockLostException}.
     */
    public LockOptions drawingAToken() {
        return tokens(true);
    }

    /** Draws none: the default. */
    public LockOptions drawingNoToken() {
        return tokens(false);
    }

    private LockOptions tokens(boolean wanted) {
        return new LockOptions(maximumHold, lossConsumer, interruptsOnLoss, polling, sharesASession, wanted, purpose);
    }

    /**
     * Says what the lock is taken for to people who look at it on the server, in the view {@code latchkey_lock}. By default that is the
     * name of the thread, and of a run its work id. It is said at once by who waits in the server's queue; else by the heartbeat, once
     * the lock has been held for a second, and at the latest an eighth of its interval later. Locks that share a session say nothing.
     *
     * @param text 0 to {@value #LONGEST_PURPOSE} characters
     * @throws IllegalArgumentException if it is longer, or has a lone surrogate
     */
    public LockOptions doing(String text) {
        return new LockOptions(
                maximumHold, lossConsumer, interruptsOnLoss, polling, sharesASession, drawsAToken, Optional.of(text));
    }

    /** What the lock is taken for; else the name of this thread, as much of it as fits. */
    public String purposeOrThread() {
        return purpose.orElseGet(() -> {
            String thread = Thread.currentThread().getName();
            return thread.substring(0, Math.min(thread.length(), LONGEST_PURPOSE));
        });
    }
}
