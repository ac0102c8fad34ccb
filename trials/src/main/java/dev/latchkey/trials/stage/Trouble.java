package dev.latchkey.trials.stage;

import dev.latchkey.LedgerUnavailableException;
import dev.latchkey.LockLostException;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.PartlyDurableException;
import dev.latchkey.RolledBackException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.WrongShardException;
import java.sql.SQLException;

/** What an exception of the library, or of ordinary SQL in the work, says about a run. */
public enum Trouble {
    /** The session, its lock or its server went away under the run; nothing of the work stays. */
    LOST,
    /** Nobody knows whether the commit happened. */
    UNRESOLVED,
    /** The server rolled the work back, for a deadlock and the like. */
    ROLLED_BACK,
    /** A server couldn't be asked, or didn't give what was asked for; the work didn't run, or nothing of it stays. */
    NOT_RUN,
    /** Part of the work may be durable; it must not be run again. */
    PARTLY_DURABLE,
    /** Anything else. */
    FAILED;

    /** SQLSTATE of errors 1317 and 1927: the statement or the session was killed. */
    private static final String KILLED = "70100";

    /** What it says. */
    public static Trouble of(Exception thrown) {
        if (thrown instanceof PartlyDurableException) {
            return PARTLY_DURABLE;
        }
        if (thrown instanceof UnresolvedCommitException) {
            return UNRESOLVED;
        }
        if (thrown instanceof LockLostException) {
            return LOST;
        }
        if (thrown instanceof RolledBackException rolledBack) {
            return sessionWentAway(rolledBack.error()) ? LOST : ROLLED_BACK;
        }
        if (thrown instanceof ServerUnavailableException
                || thrown instanceof LedgerUnavailableException
                || thrown instanceof LockNotAcquiredException
                || thrown instanceof WrongShardException) {
            return NOT_RUN;
        }
        if (thrown instanceof SQLException error) {
            return sessionWentAway(error) ? LOST : ROLLED_BACK;
        }
        return FAILED;
    }

    private static boolean sessionWentAway(SQLException error) {
        String state = error.getSQLState();
        return state != null && (state.startsWith("08") || state.equals(KILLED));
    }
}
