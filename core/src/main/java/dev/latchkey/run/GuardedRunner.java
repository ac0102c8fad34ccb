package dev.latchkey.run;

import dev.latchkey.Action;
import dev.latchkey.FencedWork;
import dev.latchkey.GuardedRun;
import dev.latchkey.LatchkeyException;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.Namespace;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Busy;
import dev.latchkey.RolledBackException;
import dev.latchkey.ledger.Receipt;
import dev.latchkey.locks.Hold;
import dev.latchkey.locks.Shard;
import dev.latchkey.mysql.ServerErrors;
import dev.latchkey.run.Attempt.Job;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Performs guarded runs on the shard that it is told. Thread-safe. */
public final class GuardedRunner {

    /*
     * The ledger is asked before the lock is: what is done already costs one round trip and no lock, and nobody waits for a holder that
     * only asks. Whoever had to wait for the lock is likely to have waited for the very same action, and asks again.
     */
    private static final Duration LONG_WAIT = Duration.ofMillis(100);

    private final Attempt.Surroundings around;
    private final Semaphore notUnderWay = new Semaphore(Integer.MAX_VALUE);

    /**
     * A runner.
     *
     * @param namespace of all its locks
     * @param index the ledger, or none
     * @param owners asked where a bucket has gone, when a commit must be looked up
     */
    public GuardedRunner(Namespace namespace, Index index, BucketOwners owners) {
        this.around = new Attempt.Surroundings(namespace, index, owners);
    }

    /** Runs the work there; see {@link dev.latchkey.Latchkey#run}. Without a token, if the options ask for none. */
    public <T, X extends Exception> Outcome<T> run(Home home, GuardedRun<T> run, FencedWork<T, X> work) throws X {
        notUnderWay.acquireUninterruptibly();
        try {
            return attempt(home, run, work);
        } catch (RolledBackException e) {
            if (e.error().getErrorCode() != ServerErrors.CHANGED_SINCE_SNAPSHOT) {
                throw e;
            }
            // A row, most likely the bucket's, changed after our snapshot (MariaDB only): a new snapshot sees it.
            return attempt(home, run, work);
        } finally {
            notUnderWay.release();
        }
    }

    /**
     * Waits until no run is under way: after its commit, which frees its lock, a run is still to tell the ledger. An interrupt ends the
     * wait, and stays set.
     */
    public void awaitEnds(Duration patience) {
        try {
            if (notUnderWay.tryAcquire(Integer.MAX_VALUE, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                notUnderWay.release(Integer.MAX_VALUE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T, X extends Exception> Outcome<T> attempt(Home home, GuardedRun<T> run, FencedWork<T, X> work) throws X {
        Optional<Action> action = run.once().map(once -> Action.of(around.namespace(), run.key(), once.workId()));
        Index.Answer ledger = ask(action);
        if (ledger.mark().isPresent()) {
            return alreadyDone(run, ledger.mark().get());
        }
        Shard shard = home.shard();
        LockName name = LockName.of(around.namespace(), run.key());
        long start = System.nanoTime();
        Optional<Hold> hold = shard.locks().take(name, run.limit(), options(run).drawingNoToken());
        if (hold.isEmpty()) {
            return new Busy<>(shard.server().holderIfKnown(name));
        }
        if (ledger.asked() && System.nanoTime() - start > LONG_WAIT.toNanos()) {
            ledger = askAgain(action, hold.get());
            if (ledger.mark().isPresent()) {
                hold.get().release();
                return alreadyDone(run, ledger.mark().get());
            }
        }
        return new Attempt<>(new Job<>(run, action, home), around, hold.get(), ledger.asked()).run(work);
    }

    private static LockOptions options(GuardedRun<?> run) {
        return run.options().purpose().isPresent()
                ? run.options()
                : run.once()
                        .map(once -> run.options().doing(once.workId().text()))
                        .orElse(run.options());
    }

    private Index.Answer ask(Optional<Action> action) {
        return action.map(around.index()::ask).orElse(Index.Answer.NOT_ASKED);
    }

    private Index.Answer askAgain(Optional<Action> action, Hold hold) {
        try {
            return ask(action);
        } catch (LatchkeyException e) {
            hold.release();
            throw e;
        }
    }

    private static <T> AlreadyDone<T> alreadyDone(GuardedRun<T> run, Receipt mark) {
        return new AlreadyDone<>(run.once().orElseThrow().codec().decode(mark.result()));
    }
}
