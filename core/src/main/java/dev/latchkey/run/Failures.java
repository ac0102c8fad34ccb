package dev.latchkey.run;

import dev.latchkey.Id;
import dev.latchkey.LatchkeyException;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.PartlyDurableException;
import dev.latchkey.RolledBackException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.locks.Hold;
import dev.latchkey.locks.Shard;
import dev.latchkey.mysql.ServerErrors;
import dev.latchkey.mysql.Session;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions of one run: they all name what ran, and where.
 *
 * @param what the action, or the key of a run without a work id
 */
record Failures(String what, Shard shard, Hold hold) {

    /** An error of the server before the commit was sent. */
    LatchkeyException in(String phase, SQLException error) {
        return ServerErrors.sessionIsGone(error)
                ? lost(error, "died in " + phase)
                : new RolledBackException(what, shard.toString(), phase, error);
    }

    /** What the session was asked for last met this error. If it is gone, its lock is lost; else it is given up. */
    void ended(String detail, SQLException error) {
        if (ServerErrors.sessionIsGone(error)) {
            boolean said = ServerErrors.serverEndedTheSession(error);
            hold.lose(said ? Evidence.SERVER_SAID_SO : Evidence.SERVER_CANT_BE_ASKED, detail);
        } else {
            hold.giveUp();
        }
    }

    private LockLostException lost(SQLException error, String detail) {
        ended(detail, error);
        return new LockLostException(hold.lost().orElseThrow(), error);
    }

    /** It was looked for: nothing was committed. A session that is gone took its lock along. */
    RuntimeException notCommitted(Exception failure) {
        if (hold.lost().isPresent()) {
            return new LockLostException(hold.lost().get(), failure);
        }
        return failure instanceof SQLException error
                ? new RolledBackException(what, shard.toString(), "the commit", error)
                : new IllegalStateException("the driver failed in COMMIT; nothing of the work stays", failure);
    }

    /** The session is well, and can still be asked what became of the action. */
    LockLostException notHeld(String detail) {
        return new LockLostException(hold.lossNow(Evidence.SERVER_SAID_SO, detail), null);
    }

    LockName name() {
        return hold.name();
    }

    Session session() {
        return hold.session();
    }

    PartlyDurableException partlyDurable(String evidence, @Nullable Throwable cause) {
        return new PartlyDurableException(what, shard.toString(), evidence, cause);
    }

    ServerUnavailableException notAsked(SQLException error) {
        return new ServerUnavailableException("looking for the receipt of " + what, shard.toString(), error);
    }

    UnresolvedCommitException unresolved(Id runId, String evidence, String nextStep, Exception cause) {
        return new UnresolvedCommitException(what + " on " + shard, runId, evidence, nextStep, cause);
    }
}
