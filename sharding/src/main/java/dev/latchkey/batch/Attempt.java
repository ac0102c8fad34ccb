package dev.latchkey.batch;

import dev.latchkey.LatchkeyException;
import dev.latchkey.LedgerUnavailableException;
import dev.latchkey.LockLostException;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Busy;
import dev.latchkey.RolledBackException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.WrongShardException;
import dev.latchkey.mysql.ServerErrors;
import java.sql.SQLException;
import java.sql.SQLTransientException;

/** What became of one try of an item. */
sealed interface Attempt<T> {

    /** What that means for the item and for its shard. */
    enum Verdict {
        DONE,
        /** Nothing was done, and another try may do it. */
        AGAIN,
        /** The same, and the shard's other items would meet the same. */
        AWAY,
        /** Another try would meet the same, or must not be made. */
        FAILED
    }

    Verdict verdict();

    /** The run answered. */
    record Answered<T>(Outcome<T> outcome) implements Attempt<T> {

        @Override
        public Verdict verdict() {
            return outcome.match(completed -> Verdict.DONE, alreadyDone -> Verdict.DONE, busy -> Verdict.AGAIN);
        }
    }

    /** It threw. */
    record Thrown<T>(Exception exception) implements Attempt<T> {

        @Override
        public Verdict verdict() {
            if (exception instanceof ServerUnavailableException || exception instanceof LedgerUnavailableException) {
                return Verdict.AWAY;
            }
            boolean again = exception instanceof LatchkeyException ? saysSo(exception) : causedByTheServer(exception);
            return again ? Verdict.AGAIN : Verdict.FAILED;
        }

        /** An unresolved commit too: the next run of the action finds out. */
        private static boolean saysSo(Exception exception) {
            return exception instanceof LockLostException
                    || exception instanceof RolledBackException
                    || exception instanceof WrongShardException
                    || exception instanceof UnresolvedCommitException;
        }

        /** The work's own exception, but because of a deadlock, a lock wait that took too long, or a session that died. */
        private static boolean causedByTheServer(Throwable exception) {
            for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLTransientException
                        || (cause instanceof SQLException error && ServerErrors.transactionIsGone(error, true))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** The program is in trouble, not the item: the batch ends. */
    record Broken<T>(Error error) implements Attempt<T> {

        @Override
        public Verdict verdict() {
            throw error;
        }
    }

    /** The report's words for an item that ended with this. */
    default BatchReport.NotDone notDone(BatchItem<T> item, int tries) {
        if (this instanceof Answered<T> answered && answered.outcome() instanceof Busy<T> busy) {
            return BatchReport.NotDone.busy(item, tries, busy);
        }
        return BatchReport.NotDone.failed(item, tries, ((Thrown<T>) this).exception());
    }
}
