package dev.latchkey.mysql;

import dev.latchkey.ServerUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server connection, pinned to one caller. It goes back to its pool only when it is known to hold no lock any more. In any
 * doubt it is aborted: the server then rolls back and frees.
 *
 * <p>Without autocommit: the first statement that touches a table opens the transaction.
 *
 * <p>An answer is awaited for the patience of its server, see {@link ServerConfig#patience}, unless it is said otherwise.
 *
 * <p>One thread at a time talks on its wire: ours, the work's, or the heartbeat's, which comes only when the wire is free.
 * {@link #abort} needs no wire. Thread-safe in that sense.
 */
public final class Session implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** How much longer than the lease we wait for an answer: by then the server has ended the session. */
    private static final Duration ANSWER_MARGIN = Duration.ofSeconds(5);

    private static final int UNBOUNDED = 0;

    private enum State {
        OPEN,
        CLOSED,
        ABORTED
    }

    /** Something to say on the wire. */
    public interface Talk<T> {
        /** Says it. */
        T on(Connection connection) throws SQLException;
    }

    /*
     * The raw connection is used, not the pool's proxy: the proxy would take every statement for an open transaction and
     * send a rollback of its own on return.
     */
    private final Pools.Lent lent;
    private final Connection raw;
    private final Server server;
    private final Runnable atEnd;

    /** Fair, so that a heartbeat gets its turn beside work that goes on and on through a result it has read. */
    private final ReentrantLock wire = new ReentrantLock(true);

    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private final SessionLocks locks;
    private volatile int answerMillis;
    private volatile boolean retired;

    private Session(Pools.Lent lent, Server server, Runnable atEnd) {
        this.lent = lent;
        this.raw = lent.connection().raw();
        this.server = server;
        this.atEnd = atEnd;
        this.answerMillis = Math.toIntExact(server.config().patience().toMillis());
        this.locks = new SessionLocks(this, server, lent.connection().known());
    }

    static Session borrow(Pools.Source pool, Server server, Runnable atEnd) {
        try {
            Session session = new Session(pool.borrow(), server, atEnd);
            session.networkTimeout(session.answerMillis);
            return session;
        } catch (SQLException e) {
            atEnd.run();
            throw new ServerUnavailableException("taking a session", server.label(), e);
        }
    }

    /** The locks of this session. */
    public SessionLocks locks() {
        return locks;
    }

    /**
     * Says something, when the wire is free.
     *
     * @throws SQLException of the server or the driver, or SQLSTATE 08003 if the session was closed or aborted
     */
    public <T> T talk(Talk<T> talk) throws SQLException {
        wire.lock();
        try {
            if (state.get() != State.OPEN) {
                throw new SQLException("this session was ended", "08003");
            }
            return talk.on(raw);
        } finally {
            wire.unlock();
        }
    }

    /** The same with a patience of its own for the answer: without one the driver ends the connection. */
    public <T> T talk(Duration patience, Talk<T> talk) throws SQLException {
        return talk(connection -> {
            networkTimeout(Math.toIntExact(patience.toMillis()));
            try {
                return talk.on(connection);
            } finally {
                networkTimeout(answerMillis);
            }
        });
    }

    /** The wire, for who sends statements on {@link #connection} itself. */
    public Lock wire() {
        return wire;
    }

    /** Whether something is being said on its wire now. */
    public boolean isBusy() {
        return wire.isLocked();
    }

    /** Whether this thread has the wire. */
    public boolean isTalking() {
        return wire.isHeldByCurrentThread();
    }

    /** The connection, for the statements of the work; each under the {@link #wire}. */
    public Connection connection() {
        return raw;
    }

    /** From now on an answer is awaited for the lease and a margin: for our own statements that may have to wait for rows. */
    public void answersWithinTheLease() {
        answersWithin(
                Math.toIntExact(server.config().lease().plus(ANSWER_MARGIN).toMillis()));
    }

    /** From now on an answer is awaited as long as it takes: for the caller's statements. */
    public void answersWheneverReady() {
        answersWithin(UNBOUNDED);
    }

    private void answersWithin(int millis) {
        wire.lock();
        try {
            answerMillis = millis;
            networkTimeout(millis);
        } finally {
            wire.unlock();
        }
    }

    /** Whether an answer is awaited as long as it takes. */
    public boolean isUnbounded() {
        return answerMillis == UNBOUNDED;
    }

    private void networkTimeout(int millis) {
        if (!lent.connection().known().changes(millis)) {
            return;
        }
        try {
            raw.setNetworkTimeout(Runnable::run, millis);
        } catch (SQLException e) {
            LOG.debug("session {} on {} is gone, as its next statement will tell", locks.id(), server, e);
        }
    }

    /** Commits. An exception says nothing about the commit. */
    public void commit() throws SQLException {
        execute("COMMIT AND NO CHAIN NO RELEASE"); // whatever completion_type says
    }

    /**
     * Rolls back.
     *
     * @return whether all of it was: false if tables of an engine without transactions had been changed
     */
    public boolean rollback() throws SQLException {
        return talk(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("ROLLBACK AND NO CHAIN NO RELEASE");
                for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
                    if (w.getErrorCode() == ServerErrors.ROLLBACK_INCOMPLETE) {
                        return false;
                    }
                }
                return true;
            }
        });
    }

    /** Sends one statement of our own. */
    public void execute(String sql) throws SQLException {
        talk(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    /** Keeps the session from being used again by others: the work may have left settings behind. */
    public void retire() {
        retired = true;
    }

    /** Cuts the connection; the server rolls back and then frees the locks. Does nothing to a session that has ended. */
    public void abort() {
        abort(() -> {});
    }

    /**
     * The same, for who can do something else about the session: the driver may take its time to cut a connection.
     *
     * @param first done before it is cut; not if the session has ended
     */
    public void abort(Runnable first) {
        if (!state.compareAndSet(State.OPEN, State.ABORTED)) {
            return;
        }
        first.run();
        try {
            Cut.off(raw);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("session {} on {} was gone when it was aborted", locks.id(), server, e);
        } finally {
            lent.evict();
            atEnd.run();
        }
    }

    Duration patience() {
        return server.config().patience();
    }

    /** Whether its work may have done anything, also to its locks. */
    boolean isRetired() {
        return retired;
    }

    /** Whether it was aborted, and so can't be used any more. */
    public boolean wasAborted() {
        return state.get() == State.ABORTED;
    }

    /** Gives the session back to its pool if the server has confirmed that it holds no lock; else aborts it. */
    @Override
    public void close() {
        wire.lock();
        try {
            if (retired || locks.mayHoldAny()) {
                abort();
            } else if (state.compareAndSet(State.OPEN, State.CLOSED)) {
                lent.giveBack();
                atEnd.run();
            }
        } finally {
            wire.unlock();
        }
    }

    /** As logs name it. */
    @Override
    public String toString() {
        return "session " + locks.id() + " on " + server;
    }
}
