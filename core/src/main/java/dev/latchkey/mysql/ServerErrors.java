package dev.latchkey.mysql;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Set;

/** What the server's error codes mean for a transaction and its session. */
public final class ServerErrors {

    /** ER_DUP_ENTRY. */
    public static final int DUPLICATE_KEY = 1062;

    /** ER_NO_SUCH_THREAD, which KILL answers. */
    static final int NO_SUCH_SESSION = 1094;

    /** ER_BAD_DB_ERROR. */
    public static final int NO_SUCH_DATABASE = 1049;

    /** ER_NO_SUCH_TABLE. */
    public static final int NO_SUCH_TABLE = 1146;

    /** ER_SP_DOES_NOT_EXIST, which RELEASE SAVEPOINT answers where there is none. */
    public static final int NO_SUCH_SAVEPOINT = 1305;

    /** ER_CHECKREAD: MariaDB's innodb_snapshot_isolation found a row changed after the snapshot. */
    public static final int CHANGED_SINCE_SNAPSHOT = 1020;

    /** ER_WARNING_NOT_COMPLETE_ROLLBACK: tables of an engine without transactions were changed. */
    static final int ROLLBACK_INCOMPLETE = 1196;

    /** ER_USER_LOCK_DEADLOCK of MySQL, and ER_LOCK_DEADLOCK, which MariaDB answers to a request for a named lock. */
    private static final Set<Integer> LOCK_DEADLOCK = Set.of(3058, 1213);

    static final int LOCK_WAIT_TIMEOUT = 1205;
    static final int QUERY_TIMEOUT = 3024;

    /** ER_LOCK_TABLE_FULL, ER_LOCK_DEADLOCK, and the one above: InnoDB rolls the whole transaction back. */
    private static final Set<Integer> ROLLS_BACK = Set.of(1206, 1213, CHANGED_SINCE_SNAPSHOT);

    /**
     * Last words of a session whose SQLSTATE doesn't say so: ER_CONNECTION_KILLED of MariaDB, ER_SESSION_WAS_KILLED and
     * ER_CLIENT_INTERACTION_TIMEOUT of MySQL.
     */
    private static final Set<Integer> SESSION_ENDED = Set.of(1927, 3169, 4031);

    /** SQLSTATE with which we give up a session of a server that answers but must not be used: another may lead elsewhere. */
    static final String UNFIT_SERVER = "08004";

    /** ER_OPTION_PREVENTS_STATEMENT, which a read-only server answers to a write, and ER_READ_ONLY_MODE. */
    private static final Set<Integer> READ_ONLY = Set.of(1290, 1836);

    private ServerErrors() {}

    /** Whether the session is gone, or can't be trusted any more. */
    public static boolean sessionIsGone(SQLException error) {
        return stateStartsWith(error, "08") || SESSION_ENDED.contains(error.getErrorCode());
    }

    /** Whether something failed with its session, or for want of an answer: then nobody knows how far it came. */
    public static boolean leftInDoubt(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException error && sessionIsGone(error)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a session had died before it was asked; not if it is silent: another one would be, too. */
    static boolean sessionWasDead(Throwable failure) {
        boolean gone = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return false;
            }
            gone |= cause instanceof SQLException error && sessionIsGone(error);
        }
        return gone;
    }

    /** Whether the server itself said that it ended the session; else it is only that nothing is heard of it. */
    public static boolean serverEndedTheSession(SQLException error) {
        return SESSION_ENDED.contains(error.getErrorCode());
    }

    /** Whether a write was refused because the server takes none. */
    static boolean serverIsReadOnly(SQLException error) {
        return READ_ONLY.contains(error.getErrorCode());
    }

    /** Whether a request for a named lock was refused because granting it would have waited for itself. */
    static boolean isLockDeadlock(SQLException error) {
        return LOCK_DEADLOCK.contains(error.getErrorCode());
    }

    /**
     * Whether the server has rolled the whole transaction back, so that a commit now would make a part of it durable.
     *
     * @param timeoutsRollBack the server's innodb_rollback_on_timeout
     */
    public static boolean transactionIsGone(SQLException error, boolean timeoutsRollBack) {
        return sessionIsGone(error)
                || stateStartsWith(error, "40")
                || ROLLS_BACK.contains(error.getErrorCode())
                || (timeoutsRollBack && error.getErrorCode() == LOCK_WAIT_TIMEOUT);
    }

    /** Whether the server ended a deadlock by rolling this transaction back: done again, it can succeed. */
    public static boolean endedADeadlock(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException error && stateStartsWith(error, "40")) {
                return true;
            }
        }
        return false;
    }

    private static boolean stateStartsWith(SQLException error, String start) {
        return error.getSQLState() != null && error.getSQLState().startsWith(start);
    }
}
