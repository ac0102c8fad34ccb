package dev.latchkey.locks;

import dev.latchkey.LockName;
import dev.latchkey.mysql.Grant;
import dev.latchkey.mysql.SessionLocks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All of these locks, or none.
 *
 * @param names at least one
 * @param purpose what for
 */
record AllOf(List<LockName> names, String purpose) implements Wish {

    @Override
    public LockName first() {
        return names.get(0);
    }

    @Override
    public int count() {
        return names.size();
    }

    @Override
    public Grant ask(SessionLocks locks, Optional<Duration> wait) throws SQLException {
        return locks.acquire(names, purpose, wait);
    }

    @Override
    public Grant askBeside(SessionLocks locks) throws SQLException {
        return locks.acquireBeside(names);
    }
}
