package dev.latchkey.run;

import dev.latchkey.Action;
import dev.latchkey.FencedWork;
import dev.latchkey.GuardedRun;
import dev.latchkey.Id;
import dev.latchkey.LatchkeyException;
import dev.latchkey.Namespace;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.PartlyDurableException;
import dev.latchkey.ResultCodec;
import dev.latchkey.Work;
import dev.latchkey.WrongShardException;
import dev.latchkey.ledger.Receipt;
import dev.latchkey.locks.Fence;
import dev.latchkey.locks.Hold;
import dev.latchkey.locks.Shard;
import dev.latchkey.mysql.Session;
import dev.latchkey.run.RunStatements.Look;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt at a guarded run, on one session of one shard. Used once. */
final class Attempt<T> {

    private static final long NO_TOKEN = 0;

    /*
     * The phases under the lock, each with a failure of its own:
     *
     *   look      at the receipt, if the ledger could not tell: done before?
     *   draw      of a fencing token, if wanted, in a transaction of its own: in the work's it would come twice after a rollback
     *   work      any exception: back out     an error that ended the transaction: back out, whatever the work made of it
     *   gate      no row, or an error: back out
     *   COMMIT    any exception: nobody knows; the resolver finds out
     *   release   any answer but 1: a warning; the commit stands
     *   mark      never fails the run
     *
     * Backing out rolls back, and then, on the same session and still under the lock, looks whether the action was done
     * before (the ledger may lag) or the bucket is gone, before it believes the failure.
     */
    private final Shard shard;
    private final long epoch;
    private final GuardedRun<T> run;
    private final Surroundings around;
    private final Optional<Action> action;
    private final boolean ledgerAsked;
    private final Id runId = Id.random();
    private final Hold hold;
    private final Session session;
    private final Failures failures;

    /** What is the same for all runs. */
    record Surroundings(Namespace namespace, Index index, BucketOwners owners) {}

    /** What is to be run, and where. */
    record Job<T>(GuardedRun<T> run, Optional<Action> action, Home home) {}

    /**
     * An attempt that is about to begin.
     *
     * @param hold of the lock; from now on it is the attempt's
     * @param ledgerAsked whether the ledger has said that the action is not done
     */
    Attempt(Job<T> job, Surroundings around, Hold hold, boolean ledgerAsked) {
        this.shard = job.home().shard();
        this.epoch = job.home().epoch();
        this.run = job.run();
        this.around = around;
        this.hold = hold;
        this.session = hold.session();
        this.action = job.action();
        this.ledgerAsked = ledgerAsked;
        String what = action.map(Action::toString).orElseGet(() -> "a run of " + run.key());
        this.failures = new Failures(what, shard, hold);
    }

    <X extends Exception> Outcome<T> run(FencedWork<T, X> work) throws X {
        try {
            Optional<AlreadyDone<T>> before = doneBefore();
            if (before.isPresent()) {
                return before.get();
            }
            long token = run.options().drawsAToken() ? draw() : NO_TOKEN;
            return perform(connection -> work.run(connection, token));
        } finally {
            hold.giveUp(); // does nothing to a lock that was released or lost
        }
    }

    private Optional<AlreadyDone<T>> doneBefore() {
        if (action.isEmpty() || (ledgerAsked && !run.asksTheReceiptFirst())) {
            return Optional.empty();
        }
        try {
            return lookBeforeTheWork();
        } catch (LatchkeyException e) {
            hold.release();
            throw e;
        } catch (SQLException e) {
            failures.ended("died in the look for the receipt", e);
            throw failures.notAsked(e);
        }
    }

    private Optional<AlreadyDone<T>> lookBeforeTheWork() throws SQLException {
        Look look = RunStatements.look(session, run.key().bucket(), action.map(Action::id));
        boolean toDo = look.isOwnedSince(epoch) && look.runId() == null;
        if (!toDo || run.asksTheReceiptFirst()) {
            session.rollback(); // work outside MySQL may last, and would keep the snapshot of this look
        }
        if (toDo) {
            return Optional.empty();
        }
        Optional<AlreadyDone<T>> done = believe(look);
        hold.release();
        return done;
    }

    private long draw() {
        try {
            return Fence.draw(shard, around.namespace(), run.key(), hold);
        } catch (LatchkeyException e) {
            hold.release();
            throw e;
        }
    }

    private <X extends Exception> Outcome<T> perform(Work<T, X> work) throws X {
        T value;
        byte @Nullable [] result;
        Optional<Exception> unanswered;
        try {
            value = WorkPhase.begin(hold, runId, run.permitsCalls(), failures).perform(work);
            result = encode(value);
            unanswered = commit(result);
        } catch (Throwable thrown) {
            Optional<AlreadyDone<T>> done = backOut(thrown);
            if (done.isEmpty()) {
                throw thrown;
            }
            if (thrown instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return done.get();
        }
        return unanswered.isPresent() ? resolve(value, result, unanswered.get()) : completed(value, result);
    }

    private Optional<Exception> commit(byte @Nullable [] result) {
        Commit commit = new Commit(run.key(), epoch, hold, failures);
        return action.isPresent() ? commit.withReceipt(receipt(action.get(), result)) : commit.withoutReceipt();
    }

    private byte @Nullable [] encode(T value) {
        byte[] result = run.once().map(once -> once.codec().encode(value)).orElse(null);
        if (result != null && result.length > ResultCodec.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "result of %s has %d bytes, allowed are %d; keep it in a table of your own and return its key"
                            .formatted(failures.what(), result.length, ResultCodec.MAX_BYTES));
        }
        return result;
    }

    private Optional<AlreadyDone<T>> backOut(Throwable thrown) {
        if (thrown instanceof PartlyDurableException || thrown instanceof Error) {
            hold.giveUp();
            return Optional.empty();
        }
        Look look;
        try {
            if (!session.rollback()) {
                hold.release();
                throw failures.partlyDurable("a table's engine can't roll back (1196)", thrown);
            }
            look = RunStatements.lookLocking(session, run.key().bucket(), action.map(Action::id));
            session.rollback();
        } catch (SQLException e) {
            failures.ended("died before the rollback could be asked for", e);
            thrown.addSuppressed(e);
            return Optional.empty();
        }
        hold.release();
        try {
            return believe(look);
        } catch (WrongShardException e) {
            e.addSuppressed(thrown);
            throw e;
        }
    }

    /** What a look means: done before (and the ledger didn't know: it is told), not at home here, or neither. */
    private Optional<AlreadyDone<T>> believe(Look look) {
        if (look.runId() != null && action.isPresent()) {
            Receipt first = Receipt.of(action.get(), look.runId(), look.result());
            around.index().mark(shard, session.locks().identity(), first);
            return Optional.of(alreadyDone(look.result()));
        }
        if (!look.isOwnedSince(epoch)) {
            throw new WrongShardException(run.key(), shard.toString());
        }
        return Optional.empty();
    }

    private Outcome<T> resolve(T value, byte @Nullable [] result, Exception failure) {
        if (failure instanceof SQLException error) {
            failures.ended("gave no answer to its COMMIT", error);
        }
        hold.giveUp();
        if (action.isEmpty()) {
            throw failures.unresolved(
                    runId,
                    "COMMIT was not answered, and without a work id there is no receipt",
                    "look at what the work changed",
                    failure);
        }
        Look look = new Resolver(action.get(), runId, around.owners(), failures).resolve(failure);
        if (look.runId() == null) {
            throw failures.notCommitted(failure);
        }
        if (!look.runId().equals(runId)) {
            return alreadyDone(look.result());
        }
        Receipt receipt = receipt(action.get(), result);
        return new Completed<>(
                value, false, true, around.index().mark(shard, session.locks().identity(), receipt));
    }

    private Completed<T> completed(T value, byte @Nullable [] result) {
        var mark = action.map(a -> around.index().mark(shard, session.locks().identity(), receipt(a, result)))
                .orElseGet(Index::nothingToMark);
        return new Completed<>(value, hold.release(), false, mark);
    }

    private Receipt receipt(Action done, byte @Nullable [] result) {
        return Receipt.of(done, runId, result);
    }

    private AlreadyDone<T> alreadyDone(byte @Nullable [] result) {
        return new AlreadyDone<>(run.once().orElseThrow().codec().decode(result));
    }
}
