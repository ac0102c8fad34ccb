package dev.latchkey;

import java.sql.Connection;

/**
 * The caller's work: SQL on the session that holds the lock, inside the transaction that the library opens and ends.
 *
 * <p>It may be run a second time after its first run was rolled back: when the shard turned out to be the wrong one, or when
 * MariaDB's innodb_snapshot_isolation found a row changed since the snapshot.
 *
 * <p>While the work is in Java a heartbeat keeps the session alive. A program that is frozen or cut off for the lease of its server (60 s
 * by default) is taken for dead: the server ends its session and rolls it back. Work may wait for another named lock only before its
 * first statement, see {@link WaitInTransactionException}.
 *
 * @param <T> what it returns
 * @param <X> what it throws; the exception reaches the caller of {@code run} as it is
 */
@FunctionalInterface
public interface Work<T, X extends Exception> {

    /**
     * Does the work.
     *
     * @param connection sends SELECT, INSERT, UPDATE, DELETE, REPLACE, WITH, VALUES, TABLE and DO, one statement at a time,
     *     and has savepoints; it refuses all else, above all what ends the transaction, and results that stream. It is shut when
     *     the work returns.
     */
    T run(Connection connection) throws X;
}
