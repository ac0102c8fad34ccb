package dev.latchkey.run;

import dev.latchkey.GuardedRun;
import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Busy;
import dev.latchkey.RolledBackException;
import dev.latchkey.Work;
import dev.latchkey.locks.Hold;
import dev.latchkey.locks.Shard;
import dev.latchkey.mysql.ServerErrors;
import java.util.Optional;

/** Performs guarded runs on the shard that it is told. Thread-safe. */
public final class GuardedRunner {

    private final Attempt.Surroundings around;

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

    /** Runs the work there; see {@link dev.latchkey.Latchkey#run}. */
    public <T, X extends Exception> Outcome<T> run(Home home, GuardedRun<T> run, Work<T, X> work) throws X {
        try {
            return attempt(home, run, work);
        } catch (RolledBackException e) {
            if (e.error().getErrorCode() != ServerErrors.CHANGED_SINCE_SNAPSHOT) {
                throw e;
            }
            // A row, most likely the bucket's, changed after our snapshot (MariaDB only): a new snapshot sees it.
            return attempt(home, run, work);
        }
    }

    private <T, X extends Exception> Outcome<T> attempt(Home home, GuardedRun<T> run, Work<T, X> work) throws X {
        Shard shard = home.shard();
        LockName name = LockName.of(around.namespace(), run.key());
        Optional<Hold> hold = shard.locks().take(name, run.limit(), run.options());
        if (hold.isEmpty()) {
            return new Busy<>(shard.server().holderIfKnown(name));
        }
        return new Attempt<>(home, run, around, hold.get()).run(work);
    }
}
