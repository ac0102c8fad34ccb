package dev.latchkey.locks;

import dev.latchkey.LockName;
import dev.latchkey.mysql.Grant;
import dev.latchkey.mysql.SessionLocks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** What is asked for on one session. */
interface Wish {

    /** The lock that stands for all of them. */
    LockName first();

    /** How many locks are held if it is granted. */
    int count();

    /**
     * Asks on a session that has no lock.
     *
     * @param wait how long to wait in the server's queue; empty for not at all
     */
    Grant ask(SessionLocks locks, Optional<Duration> wait) throws SQLException;

    /** Asks, without waiting, on a session that may have others. */
    Grant askBeside(SessionLocks locks) throws SQLException;
}
