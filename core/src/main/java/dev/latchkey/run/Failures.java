package dev.latchkey.run;

import dev.latchkey.Id;
import dev.latchkey.LatchkeyException;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.PartlyDurableException;
import dev.latchkey.RolledBackException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.mysql.ServerErrors;
import dev.latchkey.mysql.Session;
import dev.latchkey.mysql.Shard;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The exceptions of one run: they all name what ran, and where.
 *
 * @param what the action, or the key of a run without a work id
 */
record Failures(String what, LockName name, Shard shard, Session session) {

    /** An error of the server before the commit was sent. */
    LatchkeyException in(String phase, SQLException error) {
        return ServerErrors.sessionIsGone(error)
                ? lost("died in " + phase, error)
                : new RolledBackException(what, shard.toString(), phase, error);
    }

    LockLostException lost(String evidence, @Nullable Throwable cause) {
        return new LockLostException(name, shard.toString(), session.id(), evidence, cause);
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
