package dev.latchkey.mysql;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.Holder;
import dev.latchkey.LockName;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.ServerUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementException;

/**
 * One server, opened: a pool of sessions that hold locks, and another for short statements of our own.
 *
 * <p>Thread-safe. Both pools are this library's own: a session that holds a lock must never meet the application's.
 */
public final class Server implements AutoCloseable {

    private final String label;
    private final ServerConfig config;
    private final ServerFacts facts;
    private final Pools.Source locks;
    private final HikariDataSource statements;
    private final Jdbi jdbi;

    private Server(String label, ServerConfig config, ServerFacts facts) {
        this.label = label;
        this.config = config;
        this.facts = facts;
        this.locks = Pools.forLocks(label, config);
        this.statements = Pools.forStatements(label, config);
        this.jdbi = Jdbi.create(statements);
    }

    /**
     * Looks at the server and opens its pools.
     *
     * @param label how errors and logs name it: {@code shard s1}
     * @throws RefusedConfigurationException if the server is too old, read-only, or set so that the promise can't be kept
     * @throws ServerUnavailableException if it doesn't answer
     */
    public static Server open(String label, ServerConfig config) {
        ServerFacts facts = ServerFacts.ask(config);
        Preflight.require(Preflight.check(facts, config));
        return open(label, config, facts);
    }

    /** The same, for who has looked at the server already: with {@link Preflight}, which is not asked again. */
    public static Server open(String label, ServerConfig config, ServerFacts facts) {
        return new Server(label, config, facts);
    }

    /** Tries on a session of each pool whether locks are granted, denied, released and freed as they must be. */
    public Finding selfTest() {
        return SelfTest.run(label, locks.pool()::getConnection, statements::getConnection, dialect(), config.lease());
    }

    /** How errors and logs name it. */
    public String label() {
        return label;
    }

    /** How it was configured. */
    public ServerConfig config() {
        return config;
    }

    Dialect dialect() {
        return facts.dialect();
    }

    /**
     * Tells this server from every other; another one may answer at the same address after a failover.
     *
     * @throws ServerUnavailableException if it doesn't answer
     */
    public String identity() {
        return ask("asking for the server's identity", this::identity);
    }

    /** The same of the server that this handle talks to: after a failover, the next one may lead to another. */
    public String identity(Handle handle) {
        return handle.createQuery("SELECT " + dialect().identity())
                .mapTo(String.class)
                .one();
    }

    /** Whether its place in a replication group can be asked for. */
    boolean isInAGroup() {
        return facts.status().containsKey("group_replication_member_state");
    }

    /** Whether a row lock that isn't granted in time rolls the whole transaction back there. */
    public boolean timeoutsRollBack() {
        return facts.isOn("innodb_rollback_on_timeout");
    }

    /**
     * Takes a session out of the pool.
     *
     * @param atEnd called once the session has ended, whichever way; also if there is none
     * @throws ServerUnavailableException if none is free within the borrow time-out, or the server doesn't answer
     */
    public Session borrow(Runnable atEnd) {
        return Session.borrow(locks, this, atEnd);
    }

    /** Whether a session waits in the pool, so that borrowing one needs no login. */
    public boolean hasIdleSession() {
        return locks.pool().getHikariPoolMXBean().getIdleConnections() > 0;
    }

    /** For short statements of our own, each its own transaction, at READ COMMITTED. */
    public Jdbi jdbi() {
        return jdbi;
    }

    /**
     * Asks something that changes nothing. Sessions that died in the pool unnoticed are replaced: the question is repeated, as often
     * as there may be such sessions. One that is not answered in time is not.
     *
     * @throws JdbiException if it can't be asked
     */
    public <T> T read(HandleCallback<T, RuntimeException> question) {
        for (int dead = 0; ; dead++) {
            try {
                return jdbi.withHandle(question);
            } catch (StatementException e) {
                if (!ServerErrors.sessionWasDead(e) || dead == config.poolSize()) {
                    throw e;
                }
            }
        }
    }

    /**
     * The same without Jdbi, for what each run asks.
     *
     * @throws SQLException if it can't be asked
     */
    public <T> Optional<T> find(Question<T> question) throws SQLException {
        for (int dead = 0; ; dead++) {
            try (Connection connection = statements.getConnection()) {
                try {
                    return question.ask(connection);
                } catch (SQLException e) {
                    if (!ServerErrors.sessionWasDead(e) || dead == config.poolSize()) {
                        throw e;
                    }
                }
            }
        }
    }

    /**
     * Who holds the lock now, with as much as this account may see of that session.
     *
     * @throws ServerUnavailableException if the server can't be asked
     */
    public Optional<Holder> holderOf(LockName name) {
        return ask(
                "asking for the holder of " + name,
                handle -> handle.createQuery("SELECT IS_USED_LOCK(:name)")
                        .bind("name", name.text())
                        .mapTo(Long.class)
                        .findOne()
                        .map(session -> seen(handle, session)));
    }

    /** Not by information_schema.PROCESSLIST: MariaDB makes a temporary table for each read of it, on disk. */
    private static Holder seen(Handle handle, long session) {
        return handle.createQuery("SHOW PROCESSLIST")
                .map((row, context) -> new Holder(
                        row.getLong("Id"),
                        Optional.ofNullable(row.getString("User")),
                        Optional.ofNullable(row.getString("Host"))))
                .filter(holder -> holder.session() == session)
                .findFirst()
                .orElseGet(() -> new Holder(session, Optional.empty(), Optional.empty()));
    }

    /** The same for telling who is in the way: empty also if that can't be found out, which is no reason to fail. */
    public Optional<Holder> holderIfKnown(LockName name) {
        try {
            return holderOf(name);
        } catch (ServerUnavailableException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether this session holds the lock, asked beside it: for when it can't be asked itself.
     *
     * @param identity of the server that granted it, see {@link SessionLocks#identity}
     * @throws ServerUnavailableException if the server can't be asked
     */
    public boolean isHeldBy(LockName name, long session, String identity) {
        String question = "SELECT IS_USED_LOCK(:name) = :session AND %s = :identity"
                .formatted(dialect().identity());
        return ask(
                        "asking whether session " + session + " holds " + name,
                        handle -> handle.createQuery(question)
                                .bind("name", name.text())
                                .bind("session", session)
                                .bind("identity", identity)
                                .mapTo(Boolean.class)
                                .findOne())
                .orElse(false);
    }

    /**
     * Ends a session if it holds the lock at this moment, on the server that granted it; otherwise nothing happens, so that an
     * id that was given anew hits nobody who works on something else.
     *
     * @param identity of the server that granted it, see {@link SessionLocks#identity}
     * @return whether it held the lock, and is being ended
     * @throws ServerUnavailableException if the server can't be asked, or lets this account end no session of another one
     */
    public boolean killHolder(LockName name, long session, String identity) {
        String kill = "KILL IF(IS_USED_LOCK(?) = ? AND %s = ?, ?, 0)"
                .formatted(dialect().identity());
        return kill(kill, "ending the holder of " + name, name.text(), session, identity, session);
    }

    /**
     * Ends a session that was cut off here while it asked for a lock: a proxy in between may keep its connection to the server,
     * which then would go on waiting, and get the lock. If it asks for none any more, nothing happens: ids start again with the
     * server, and another session may have this one by now.
     *
     * @param identity of the server that had it, see {@link SessionLocks#identity}
     */
    public void killWaiter(long session, String identity) {
        String kill = "KILL IF(%s = ?, ?, 0)".formatted(dialect().identity());
        boolean asksForALock = ask(
                "looking for session " + session,
                handle -> handle.createQuery("SHOW FULL PROCESSLIST") // else the text is cut before the lock function
                        .map((row, context) -> row.getLong("Id") == session
                                && String.valueOf(row.getString("Info")).contains("_LOCK("))
                        .filter(asks -> asks)
                        .findFirst()
                        .isPresent());
        if (asksForALock) {
            boolean unused = kill(kill, "ending session " + session, identity, session);
        }
    }

    private <T> T ask(String what, HandleCallback<T, RuntimeException> question) {
        try {
            return read(question);
        } catch (JdbiException e) {
            throw new ServerUnavailableException(what, label, e);
        }
    }

    private boolean kill(String sql, String what, Object... parameters) {
        try {
            jdbi.useHandle(handle -> handle.execute(sql, parameters));
            return true;
        } catch (JdbiException e) {
            boolean nobody =
                    e.getCause() instanceof SQLException error && error.getErrorCode() == ServerErrors.NO_SUCH_SESSION;
            if (!nobody) {
                throw new ServerUnavailableException(what, label, e);
            }
            return false;
        }
    }

    /** Whether it was closed; then every request for a session fails. */
    public boolean isClosed() {
        return locks.isClosed();
    }

    @Override
    public void close() {
        locks.close();
        statements.close();
    }

    @Override
    public String toString() {
        return label;
    }
}
