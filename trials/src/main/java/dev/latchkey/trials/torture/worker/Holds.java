package dev.latchkey.trials.torture.worker;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.HeldSlot;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import dev.latchkey.Locks;
import dev.latchkey.Polling;
import dev.latchkey.Semaphore;
import dev.latchkey.SharedExclusiveLock;
import dev.latchkey.WaitLimit;
import dev.latchkey.trials.torture.ground.Keys;
import dev.latchkey.trials.torture.history.Answer;
import dev.latchkey.trials.torture.history.Invocation;
import dev.latchkey.trials.torture.history.Invocation.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Locks without a transaction: taken in all ways there are, held for a while, given back. */
final class Holds {

    private static final int LONGEST_HOLD_MILLIS = 25;

    /** Longer, since few want a slot, and some shall find all of them held. */
    private static final int LONGEST_HOLD_OF_A_SLOT_MILLIS = 250;

    /** On top of the limit; whoever waits longer is a finding. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Locks<LockKey> locks;
    private final Duration lease;
    private final Scribe scribe;

    Holds(Locks<LockKey> locks, Duration lease, Scribe scribe) {
        this.locks = locks;
        this.lease = lease;
        this.scribe = scribe;
    }

    Answer hold(Invocation invocation, Random random) throws Exception {
        List<LockKey> keys = invocation.keys().stream().map(LockKey::parse).toList();
        LockKey key = keys.get(0);
        LockOptions options = options(random);
        LockOptions mayDraw = random.nextBoolean() ? options.drawingAToken() : options;
        Duration limit = invocation.limit();
        Optional<? extends AutoCloseable> lock = switch (invocation.kind()) {
            case TRY -> locks.tryAcquire(key, mayDraw);
            case WAIT -> one(key, limit, mayDraw, random);
            case SEVERAL -> several(keys, limit, mayDraw);
            case SLOT -> slot(key, limit, options);
            case SHARED -> shared(key, limit, options);
            case EXCLUSIVE -> exclusive(key, limit, mayDraw);
            case ONCE, EACH, INSERT -> throw new IllegalArgumentException(invocation + " is no hold");
        };
        return lock.isPresent() ? hold(lock.get(), invocation, random) : Answer.of(Answer.Kind.BUSY);
    }

    private static LockOptions options(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> LockOptions.DEFAULT.sharingASession();
            case 1 -> LockOptions.DEFAULT.polling(Polling.every(Duration.ofMillis(20)));
            case 2 -> LockOptions.DEFAULT.holdingAtMost(Duration.ofMillis(LONGEST_HOLD_MILLIS / 2));
            default -> LockOptions.DEFAULT;
        };
    }

    private Optional<HeldLock> one(LockKey key, Duration limit, LockOptions options, Random random) throws Exception {
        if (limit.isZero()) {
            return locks.tryAcquire(key, options);
        }
        WaitLimit bound = WaitLimit.of(limit);
        return Optional.of(
                random.nextBoolean() ? locks.acquire(key, bound, options) : withoutAThread(key, bound, options));
    }

    private HeldLock withoutAThread(LockKey key, WaitLimit limit, LockOptions options) throws Exception {
        try {
            return locks.acquireAsync(key, limit, options)
                    .get(limit.duration().plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private Optional<HeldLocks> several(List<LockKey> keys, Duration limit, LockOptions options) {
        return limit.isZero()
                ? locks.tryAcquireAll(keys, options)
                : Optional.of(locks.acquireAll(keys, WaitLimit.of(limit), options));
    }

    private Optional<HeldSlot> slot(LockKey key, Duration limit, LockOptions options) {
        Semaphore semaphore = locks.semaphore(key, Keys.SLOTS);
        return limit.isZero()
                ? semaphore.tryAcquire(options)
                : Optional.of(semaphore.acquire(WaitLimit.of(limit), options));
    }

    private Optional<HeldLock> shared(LockKey key, Duration limit, LockOptions options) {
        SharedExclusiveLock lock = locks.sharedExclusive(key);
        return limit.isZero() ? lock.tryShared(options) : Optional.of(lock.shared(WaitLimit.of(limit), options));
    }

    private Optional<HeldLock> exclusive(LockKey key, Duration limit, LockOptions options) {
        SharedExclusiveLock lock = locks.sharedExclusive(key);
        return limit.isZero() ? lock.tryExclusive(options) : Optional.of(lock.exclusive(WaitLimit.of(limit), options));
    }

    private Answer hold(AutoCloseable lock, Invocation invocation, Random random) throws Exception {
        try (lock) {
            scribe.entered(invocation, lock instanceof HeldLock one ? one.fencingToken() : OptionalLong.empty());
            TimeUnit.MILLISECONDS.sleep(holdMillis(invocation.kind(), random));
            if (random.nextBoolean()) {
                ensureHeld(lock);
            }
            scribe.left(invocation);
        }
        return Answer.of(Answer.Kind.HELD);
    }

    /** A few are longer than the lease: a heartbeat must keep them. */
    private long holdMillis(Kind kind, Random random) {
        return random.nextInt(100) == 0
                ? lease.toMillis() * 3 / 2
                : random.nextInt(kind == Kind.SLOT ? LONGEST_HOLD_OF_A_SLOT_MILLIS : LONGEST_HOLD_MILLIS);
    }

    private static void ensureHeld(AutoCloseable lock) {
        if (lock instanceof HeldLock one) {
            one.ensureHeld();
        } else if (lock instanceof HeldLocks several) {
            several.ensureHeld();
        }
    }
}
