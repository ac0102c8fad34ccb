package dev.latchkey.mysql;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.LockName;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.mysql.LockStatements.Acquisition;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server connection, pinned to one caller: it takes locks, carries a transaction, and goes back to its pool only when
 * the server has confirmed that it holds no lock any more. In any doubt it is aborted: the server then rolls back and frees.
 *
 * <p>Without autocommit: the first statement that touches a table opens the transaction. Not thread-safe, but for
 * {@link #abort}.
 */
public final class Session implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** How long a session with a short lease may idle in its pool; while it is borrowed, the lease is in force. */
    static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

    /** How much longer than the lease we wait for an answer: by then the server has ended the session. */
    private static final Duration ANSWER_MARGIN = Duration.ofSeconds(10);

    /*
     * The raw connection is used, not the pool's proxy: the proxy would take every statement for an open transaction and
     * send a rollback of its own on return.
     */
    private final HikariDataSource pool;
    private final Connection pooled;
    private final Connection raw;
    private final Dialect dialect;
    private final String label;
    private final ServerConfig config;

    private volatile boolean aborted;
    private boolean mayHoldALock;
    private boolean retired;
    private long id;
    private String server = "";

    private Session(HikariDataSource pool, Connection pooled, Connection raw, Server server) {
        this.pool = pool;
        this.pooled = pooled;
        this.raw = raw;
        this.dialect = server.dialect();
        this.label = server.label();
        this.config = server.config();
    }

    static Session borrow(HikariDataSource pool, Server server) {
        try {
            Connection pooled = pool.getConnection();
            Session session = new Session(pool, pooled, pooled.unwrap(Connection.class), server);
            session.answersWithinTheLease();
            return session;
        } catch (SQLException e) {
            throw new ServerUnavailableException("taking a session", server.label(), e);
        }
    }

    private void waitTimeout(Duration timeout) throws SQLException {
        execute("SET SESSION wait_timeout = " + timeout.toSeconds());
    }

    /**
     * Takes the lock, waiting in the server's queue if a limit is given. Waits are slices of at most the lease, so that a
     * frozen waiter leaves the queue.
     *
     * @return whether it was granted
     * @throws SQLException if there was no clear answer: nothing is known about the lock, so the session must be aborted
     */
    boolean acquire(LockName name, Optional<WaitLimit> limit) throws SQLException {
        if (Pools.leaseIsSetOnBorrowing(config)) {
            waitTimeout(config.lease());
        }
        mayHoldALock = true;
        mayHoldALock =
                limit.isPresent() ? waitFor(name, limit.get()) : granted(LockStatements.tryAcquire(raw, dialect, name));
        return mayHoldALock;
    }

    private boolean waitFor(LockName name, WaitLimit limit) throws SQLException {
        long deadline = System.nanoTime() + limit.duration().toNanos();
        while (true) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            Duration slice = left.compareTo(config.lease()) < 0 ? left : config.lease();
            if (waitOneSlice(name, slice)) {
                return true;
            }
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
        }
    }

    private boolean waitOneSlice(LockName name, Duration slice) throws SQLException {
        try {
            return granted(LockStatements.acquire(raw, dialect, name, slice));
        } catch (SQLException e) {
            if (e.getErrorCode() != ServerErrors.QUERY_TIMEOUT) {
                throw e;
            }
            if (LockStatements.holds(raw, name)) {
                throw new SQLException("the wait timed out, and the lock was granted all the same", e);
            }
            return false;
        }
    }

    private boolean granted(Acquisition acquisition) throws SQLException {
        id = acquisition.session();
        server = acquisition.server();
        return switch (acquisition.answer()) {
            case GRANTED -> true;
            case HELD_BY_ANOTHER -> false;
            case NONE -> throw new SQLException("the server answered NULL: the statement was killed, or met an error");
        };
    }

    /** Asks the server whether this session holds the lock. One round trip; opens no transaction. */
    public boolean holds(LockName name) throws SQLException {
        return LockStatements.holds(raw, name);
    }

    /**
     * Releases the one lock that was taken. A wrong answer aborts the session.
     *
     * @return whether the server confirmed that the session held it to the end, and nothing else
     */
    public boolean release() {
        try {
            long released = LockStatements.releaseAll(raw);
            if (released == 1) {
                mayHoldALock = false;
                return true;
            }
            LOG.warn(
                    "session {} on {} released {} locks where it had taken 1: the lock was lost, or the work took another; it is closed",
                    id,
                    label,
                    released);
        } catch (SQLException e) {
            LOG.warn("session {} on {} gave no answer to the release of its lock; it is closed", id, label, e);
        }
        abort();
        return false;
    }

    /** The connection, for the statements of a transaction. */
    public Connection connection() {
        return raw;
    }

    /** The connection id. Known once a lock has been asked for. */
    public long id() {
        return id;
    }

    /** The identity of the server that holds this session. Known once a lock has been asked for. */
    public String server() {
        return server;
    }

    /** From now on an answer is awaited for the lease and a margin: for our own statements. */
    public void answersWithinTheLease() {
        networkTimeout(Math.toIntExact(config.lease().plus(ANSWER_MARGIN).toMillis()));
    }

    /** From now on an answer is awaited as long as it takes: for the caller's statements. */
    public void answersWheneverReady() {
        networkTimeout(0);
    }

    private void networkTimeout(int millis) {
        try {
            raw.setNetworkTimeout(Runnable::run, millis);
        } catch (SQLException e) {
            LOG.debug("session {} on {} is gone, as its next statement will tell", id, label, e);
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
        try (Statement statement = raw.createStatement()) {
            statement.execute("ROLLBACK AND NO CHAIN NO RELEASE");
            for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
                if (w.getErrorCode() == ServerErrors.ROLLBACK_INCOMPLETE) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Sends one statement of our own. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = raw.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Keeps the session from being used again by others: the work may have left settings behind. */
    public void retire() {
        retired = true;
    }

    /** Cuts the connection; the server rolls back and then frees the locks. Thread-safe; a second call does nothing. */
    public void abort() {
        if (aborted) {
            return;
        }
        aborted = true;
        try {
            raw.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("session {} on {} was gone when it was aborted", id, label, e);
        } finally {
            pool.evictConnection(pooled);
        }
    }

    /** Gives the session back to its pool if the server has confirmed that it holds no lock; else aborts it. */
    @Override
    public void close() {
        if (mayHoldALock || retired) {
            abort();
        }
        if (aborted) {
            return;
        }
        try {
            if (Pools.leaseIsSetOnBorrowing(config)) {
                waitTimeout(IDLE_TIMEOUT);
            }
            pooled.close();
        } catch (SQLException e) {
            abort();
        }
    }
}
