package dev.latchkey.work;

import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.transaction.TransactionException;
import org.jdbi.v3.core.transaction.TransactionHandler;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/** Jdbi's transactions inside a run: savepoints of the one transaction, which the run ends. */
final class SavepointTransactions implements TransactionHandler {

    private final Map<String, Savepoint> named = new ConcurrentHashMap<>();

    @Override
    public void begin(Handle handle) {
        throw refused("begin");
    }

    @Override
    public void commit(Handle handle) {
        throw refused("commit");
    }

    @Override
    public void rollback(Handle handle) {
        throw refused("rollback");
    }

    /** So that {@code inTransaction} comes to us instead of joining silently. */
    @Override
    public boolean isInTransaction(Handle handle) {
        return false;
    }

    @Override
    public <R, X extends Exception> R inTransaction(Handle handle, HandleCallback<R, X> callback) throws X {
        Savepoint before = set(handle, null);
        try {
            R result = callback.withHandle(handle);
            release(handle, before);
            return result;
        } catch (Throwable thrown) {
            try {
                handle.getConnection().rollback(before);
            } catch (SQLException e) {
                thrown.addSuppressed(e);
            }
            throw thrown;
        }
    }

    @Override
    public <R, X extends Exception> R inTransaction(
            Handle handle, TransactionIsolationLevel level, HandleCallback<R, X> callback) throws X {
        throw refused("another isolation level");
    }

    @Override
    public void savepoint(Handle handle, String name) {
        named.put(name, set(handle, name));
    }

    @Override
    public void rollbackToSavepoint(Handle handle, String name) {
        try {
            handle.getConnection().rollback(known(name));
        } catch (SQLException e) {
            throw new TransactionException("rolling back to savepoint " + name, e);
        }
    }

    @Override
    public void releaseSavepoint(Handle handle, String name) {
        release(handle, known(name));
    }

    private Savepoint known(String name) {
        Savepoint savepoint = named.get(name);
        if (savepoint == null) {
            throw new TransactionException("no savepoint '%s'; set it first".formatted(name));
        }
        return savepoint;
    }

    private static Savepoint set(Handle handle, @Nullable String name) {
        try {
            return name == null
                    ? handle.getConnection().setSavepoint()
                    : handle.getConnection().setSavepoint(name);
        } catch (SQLException e) {
            throw new TransactionException("setting a savepoint", e);
        }
    }

    private static void release(Handle handle, Savepoint savepoint) {
        try {
            handle.getConnection().releaseSavepoint(savepoint);
        } catch (SQLException e) {
            throw new TransactionException("releasing a savepoint", e);
        }
    }

    private static TransactionException refused(String what) {
        return new TransactionException(new RefusedStatementException(
                what + " on the handle of a run", "let the run end its transaction; inTransaction sets a savepoint"));
    }
}
