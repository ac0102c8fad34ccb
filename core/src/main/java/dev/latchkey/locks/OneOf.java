package dev.latchkey.locks;

import dev.latchkey.LockName;
import dev.latchkey.mysql.Gate;
import dev.latchkey.mysql.Grant;
import dev.latchkey.mysql.SessionLocks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One of these locks that is free. Nobody waits for it in the server's queue: which one will be the next to be free?
 *
 * @param names at least one
 * @param gate none of them while it is shut
 */
record OneOf(List<LockName> names, Gate gate) implements Wish {

    @Override
    public LockName first() {
        return names.get(0);
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public Grant ask(SessionLocks locks, Optional<Duration> wait) throws SQLException {
        return locks.acquireOneOf(names, gate);
    }

    @Override
    public Grant askBeside(SessionLocks locks) throws SQLException {
        return locks.acquireOneOf(names, gate);
    }
}
