package dev.latchkey.mysql;

import dev.latchkey.HeldLock;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A held lock with a session of its own. One statement at a time: the lock may be asked and released by several threads. */
final class SessionLock implements HeldLock {

    private final LockName name;
    private final Session session;
    private final String server;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private boolean closed;

    SessionLock(LockName name, Session session, String server) {
        this.name = name;
        this.session = session;
        this.server = server;
    }

    @Override
    public LockName name() {
        return name;
    }

    @Override
    public long session() {
        return session.id();
    }

    @Override
    public void ensureHeld() {
        oneAtATime.lock();
        try {
            if (closed) {
                throw lost("was asked for it after its release", null);
            }
            if (!session.holds(name)) {
                session.abort();
                throw lost("does not hold it any more, as the server says", null);
            }
        } catch (SQLException e) {
            session.abort();
            throw lost("can't be asked", e);
        } finally {
            oneAtATime.unlock();
        }
    }

    @Override
    public void close() {
        oneAtATime.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            boolean heldToTheEnd = session.release();
            session.close();
            if (!heldToTheEnd) {
                throw lost("could not show at its release that it had held it", null);
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    private LockLostException lost(String evidence, @Nullable Throwable cause) {
        return new LockLostException(name, server, session.id(), evidence, cause);
    }
}
