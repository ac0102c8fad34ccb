package dev.latchkey.lists;

import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerErrors;
import java.sql.SQLException;
import java.time.Duration;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionException;

/**
 * Transactions that may be repeated as a whole, since they know what they did before: after a deadlock, and when nobody knows how far they
 * came, because their session died or their COMMIT wasn't answered.
 */
final class Transactions {

    /** A server that restarts is back by then; who asks is not kept waiting for longer than by a server that is silent. */
    private static final Duration LONGEST_DOUBT = Duration.ofSeconds(30);

    /** Beyond as many as a pool may have dead sessions: of those who block each other one is rolled back and the others go on. */
    private static final int MOST_REPEATS = 20;

    private static final int VALIDATION_SECONDS = 1;

    private final Server server;

    Transactions(Server server) {
        this.server = server;
    }

    /**
     * Commits it.
     *
     * @param what for the error: {@code inserting into list X}
     * @throws ServerUnavailableException if it can't be done; after 30 seconds if it may have been
     */
    <T> T commit(String what, HandleCallback<T, RuntimeException> transaction) {
        long start = System.nanoTime();
        boolean inDoubt = false;
        for (int repeats = 0; ; repeats++) {
            try {
                return server.jdbi().inTransaction(handle -> knowingItsSession(handle, transaction));
            } catch (JdbiException e) {
                boolean sent = !(e instanceof ConnectionException);
                inDoubt |= sent && ServerErrors.leftInDoubt(e);
                boolean mayWork = inDoubt || ServerErrors.endedADeadlock(e);
                boolean hasTime = System.nanoTime() - start < LONGEST_DOUBT.toNanos();
                if (!mayWork
                        || !hasTime
                        || repeats == MOST_REPEATS + server.config().limits().poolSize()) {
                    throw new ServerUnavailableException(what, server.label(), e);
                }
            }
        }
    }

    /** Of a batch whose session dies the driver only says that a statement was closed. */
    private static <T> T knowingItsSession(Handle handle, HandleCallback<T, RuntimeException> transaction) {
        try {
            return transaction.withHandle(handle);
        } catch (JdbiException e) {
            throw isAlive(handle) ? e : new TransactionException(new SQLException("the session is gone", "08003", e));
        }
    }

    private static boolean isAlive(Handle handle) {
        try {
            return handle.getConnection().isValid(VALIDATION_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Asks something that changes nothing.
     *
     * @throws ServerUnavailableException if it can't be asked
     */
    <T> T read(String what, HandleCallback<T, RuntimeException> question) {
        try {
            return server.read(question);
        } catch (JdbiException e) {
            throw new ServerUnavailableException(what, server.label(), e);
        }
    }
}
