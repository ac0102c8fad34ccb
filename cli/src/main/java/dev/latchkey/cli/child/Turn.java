package dev.latchkey.cli.child;

import dev.latchkey.GuardedRun;
import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.Outcome;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.sharding.Fleet;
import java.util.Optional;

/** One turn of a command under the lock of a key. */
public record Turn(Fleet fleet, LockKey key, Waiting waiting, LockedCommand command) {

    /** Only one exit code is ever committed. */
    private static final ResultCodec<Integer> SUCCESS = ResultCodec.of(exitCode -> null, bytes -> 0);

    /** Any exit code but 0: what rolls the run back. */
    private static final class FailedException extends Exception {

        private static final long serialVersionUID = 1;

        private final int exitCode;

        private FailedException(int exitCode) {
            super("the command ended with " + exitCode);
            this.exitCode = exitCode;
        }
    }

    /**
     * Runs the command under the lock.
     *
     * @return its exit code, or empty if somebody else has the lock
     */
    public Optional<Integer> each() throws CommandNotStartedException, CommandEndedException, InterruptedException {
        Optional<HeldLock> taken = acquire();
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        try (HeldLock lock = taken.get()) {
            return Optional.of(perform(lock.fencingToken().orElseThrow()));
        }
    }

    private Optional<HeldLock> acquire() {
        LockOptions options = command.options().drawingAToken();
        if (waiting.limit().isEmpty()) {
            return fleet.tryAcquire(key, options);
        }
        WaitLimit limit = waiting.limit().get();
        while (true) {
            try {
                return Optional.of(fleet.acquire(key, limit, options));
            } catch (LockNotAcquiredException e) {
                if (!waiting.again()) {
                    return Optional.empty();
                }
            }
        }
    }

    /**
     * Runs the command under the lock, unless this work was done before.
     *
     * @return its exit code, or 0 if it was done before, or empty if somebody else has the lock
     */
    public Optional<Integer> once(WorkId workId) throws Exception {
        GuardedRun<Integer> patient =
                GuardedRun.once(key, workId, SUCCESS).with(command.options()).askingTheReceiptFirst();
        GuardedRun<Integer> run = waiting.limit().map(patient::waitingUpTo).orElse(patient);
        try {
            Outcome<Integer> outcome;
            do {
                outcome = fleet.run(run, (connection, token) -> succeed(token));
            } while (waiting.again() && outcome instanceof Outcome.Busy);
            return outcome.match(
                    completed -> Optional.of(completed.value()),
                    alreadyDone -> Optional.of(alreadyDone.value()),
                    busy -> Optional.empty());
        } catch (FailedException e) {
            return Optional.of(e.exitCode);
        }
    }

    private int succeed(long token) throws Exception {
        int exitCode = perform(token);
        if (exitCode != 0) {
            throw new FailedException(exitCode);
        }
        return exitCode;
    }

    private int perform(long token) throws CommandNotStartedException, CommandEndedException, InterruptedException {
        return command.perform(fleet.shardOf(key), token);
    }
}
