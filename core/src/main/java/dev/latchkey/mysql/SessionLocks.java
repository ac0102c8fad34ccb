package dev.latchkey.mysql;

import dev.latchkey.LockDeadlockException;
import dev.latchkey.LockName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The named locks of one session: all or none of a request are granted, and every answer of the server is read.
 *
 * <p>An exception says nothing about the locks: the session must be aborted, unless the exception says otherwise.
 */
public final class SessionLocks {

    private static final Duration CLOCKS_DIFFER = Duration.ofMillis(2);
    private final Session session;
    private final Dialect dialect;
    private final String server;
    private final boolean inAGroup;
    private final Known known;

    /** How many locks the session may hold; read and written under the wire. */
    private int mayHold;

    SessionLocks(Session session, Server server, Known known) {
        this.session = session;
        this.dialect = server.dialect();
        this.server = server.label();
        this.inAGroup = server.isInAGroup();
        this.known = known;
    }

    /** The connection id. Known once a lock has been asked for. */
    public long id() {
        return identified().number();
    }

    /** The identity of the server that holds this session. Known once a lock has been asked for. */
    public String identity() {
        return identified().server();
    }

    private SessionId identified() {
        SessionId id = known.id();
        return id == null ? SessionId.UNKNOWN : id;
    }

    boolean mayHoldAny() {
        return mayHold > 0;
    }

    /**
     * Asks for locks on a session that has none, in the order of the list.
     *
     * @param purpose what for: told to people who look at the locks, if it waits
     * @param wait how long to wait in the server's queue for all of them together, at most the lease; empty for not at all
     * @throws LockDeadlockException if waiting would have waited for itself; nothing is held
     * @throws IllegalArgumentException if two of the names are one lock on this server; nothing is held
     * @throws SQLException if there was no clear answer
     */
    public Grant acquire(List<LockName> names, String purpose, Optional<Duration> wait) throws SQLException {
        Wanted wanted = new Wanted(names, names.size() == 1);
        Optional<Duration> bound = wait.map(w -> Duration.ofMillis(Math.max(1, w.toMillis())));
        return bound.isPresent()
                ? session.talk(
                        bound.get().plus(session.patience()), connection -> acquire(connection, wanted, purpose, bound))
                : session.talk(connection -> acquire(connection, wanted, purpose, bound));
    }

    private Grant acquire(Connection connection, Wanted wanted, String purpose, Optional<Duration> wait)
            throws SQLException {
        List<LockName> names = wanted.names();
        introduce(connection);
        long start = System.nanoTime();
        mayHold = names.size();
        boolean said = known.said();
        known.said(wait.isPresent());
        try {
            Acquisition answers = wait.isPresent()
                    ? LockStatements.acquire(connection, dialect, wanted, purpose, wait.get())
                    : LockStatements.tryAcquire(connection, wanted, said);
            return allOrNone(
                    connection, wanted, answers, wait.map(w -> isOver(start, w)).orElse(false));
        } catch (SQLException e) {
            if (e.getErrorCode() == ServerErrors.QUERY_TIMEOUT && wait.isPresent()) {
                return afterTheTimeOut(connection, names, e);
            }
            if (ServerErrors.isLockDeadlock(e)) {
                releaseWhatIsHeld(connection);
                throw new LockDeadlockException(names, server, e);
            }
            throw e;
        }
    }

    /** Once in the life of a connection: which session it is, and of which server, which must be in its group if it has one. */
    private void introduce(Connection connection) throws SQLException {
        if (known.id() == null) {
            if (inAGroup) {
                GroupMember.require(connection);
            }
            known.id(LockStatements.introduce(connection, dialect));
        }
    }

    /** Whether the wait was ended by its bound: the two clocks need not agree to the last. */
    private static boolean isOver(long start, Duration wait) {
        return System.nanoTime() - start >= wait.minus(CLOCKS_DIFFER).toNanos();
    }

    private Grant allOrNone(Connection connection, Wanted wanted, Acquisition answers, boolean inTime)
            throws SQLException {
        if (answers.all(Answer.YES)) {
            return Grant.of(wanted.names(), answers);
        }
        boolean doubtful = answers.answers().contains(Answer.NONE) && !inTime;
        if (doubtful && wanted.alone()) {
            throw new SQLException("the server answered NULL: the statement was killed, or met an error");
        }
        if (wanted.alone()) {
            mayHold = 0;
        } else {
            releaseWhatIsHeld(connection);
        }
        int twice = answers.answers().indexOf(Answer.HELD_HERE);
        if (twice >= 0) {
            throw oneLock(wanted.names(), twice);
        }
        if (doubtful) {
            throw new SQLException("the server answered NULL: the statement was killed, or met an error");
        }
        return Grant.of(wanted.names(), answers);
    }

    private IllegalArgumentException oneLock(List<LockName> names, int twice) {
        return new IllegalArgumentException(
                "lock %s and another of %s are one lock on %s, which doesn't tell them apart; name it once"
                        .formatted(names.get(twice), names, server));
    }

    private Grant afterTheTimeOut(Connection connection, List<LockName> names, SQLException timeout)
            throws SQLException {
        if (names.size() > 1) {
            releaseWhatIsHeld(connection);
        } else if (!LockStatements.held(connection, names).isEmpty()) {
            throw new SQLException("the wait timed out, and the lock was granted all the same", timeout);
        }
        mayHold = 0;
        return Grant.NONE;
    }

    private void releaseWhatIsHeld(Connection connection) throws SQLException {
        LockStatements.releaseAll(connection);
        mayHold = 0;
    }

    /**
     * Asks, without waiting, for further locks on a session that may have others. After an unclear answer the session is asked
     * what it holds, and lets that go.
     *
     * @throws IllegalArgumentException if two of the names are one lock on this server; none of them is held
     * @throws SQLException if nothing is known about the locks
     */
    public Grant acquireBeside(List<LockName> names) throws SQLException {
        return session.talk(connection -> {
            introduce(connection);
            mayHold += names.size();
            Acquisition answers = LockStatements.tryAcquire(connection, new Wanted(names, false), known.said());
            known.said(false);
            if (answers.all(Answer.YES)) {
                return Grant.of(names, answers);
            }
            boolean unclear = answers.answers().contains(Answer.NONE);
            List<LockName> granted =
                    answers.granted(names, unclear ? LockStatements.held(connection, names) : Set.of());
            if (!granted.isEmpty()) {
                letGo(connection, granted);
            }
            mayHold -= names.size();
            int twice = answers.answers().indexOf(Answer.HELD_HERE);
            boolean byThisRequest = twice >= 0
                    && LockStatements.held(connection, List.of(names.get(twice)))
                            .isEmpty();
            if (byThisRequest) {
                throw oneLock(names, twice);
            }
            return Grant.of(names, answers);
        });
    }

    /**
     * Asks, without waiting, for one of these locks that nobody has, also not this session, which may have others.
     *
     * @param gate none of them is taken while it is shut, or if it has been shut meanwhile; then the answer has who holds it
     * @throws SQLException if nothing is known about the locks
     */
    public Grant acquireOneOf(List<LockName> names, Gate gate) throws SQLException {
        return session.talk(connection -> {
            introduce(connection);
            mayHold++;
            OneTaken answer = SlotStatements.takeOne(connection, names, gate, known.said());
            known.said(false);
            if (answer.stays()) {
                return new Grant(List.of(answer.name()), OptionalLong.empty());
            }
            if (answer.mayBeHeld()
                    && (answer.isClear()
                            || !LockStatements.held(connection, List.of(answer.name()))
                                    .isEmpty())) {
                letGo(connection, List.of(answer.name()));
            }
            mayHold--;
            return new Grant(List.of(), answer.shutBy());
        });
    }

    /** Whether the session says what its lock is for. */
    public boolean said() {
        return known.said();
    }

    /** Tells people who look at the locks what this session's is for, which it has had for so long. */
    public void say(Duration held, String purpose) throws SQLException {
        session.talk(connection -> {
            known.said(true);
            LockStatements.say(connection, held, purpose);
            return true;
        });
    }

    private static void letGo(Connection connection, List<LockName> names) throws SQLException {
        for (Answer answer : LockStatements.release(connection, names)) {
            if (answer != Answer.YES) {
                throw new SQLException("a lock that had just been granted was not there to be released: " + answer);
            }
        }
    }

    /** Which of these locks the session holds now. One round trip; opens no transaction. */
    public Set<LockName> held(List<LockName> names) throws SQLException {
        return session.talk(connection -> LockStatements.held(connection, names));
    }

    /** The same, waiting for an answer no longer than this: without one the driver ends the connection. */
    public Set<LockName> held(List<LockName> names, Duration patience) throws SQLException {
        return session.talk(patience, connection -> LockStatements.held(connection, names));
    }

    /**
     * Releases some of the locks, in this order, and leaves the others.
     *
     * @return those of which the server confirmed that the session held them to this end
     */
    public Set<LockName> release(List<LockName> names) throws SQLException {
        return session.talk(connection -> {
            List<Answer> answers = LockStatements.release(connection, names);
            mayHold -= names.size();
            return new Released(answers, 0).confirmed(names);
        });
    }

    /**
     * Releases the last locks, in this order.
     *
     * @return those of which the server confirmed that the session held them to this end, and nothing else beside
     */
    public Set<LockName> releaseLast(List<LockName> names) throws SQLException {
        return session.talk(connection -> {
            if (names.size() == 1 && !session.isRetired()) {
                boolean thatOne = LockStatements.releaseAll(connection) == 1;
                mayHold = thatOne ? 0 : mayHold;
                return thatOne ? Set.copyOf(names) : Set.of();
            }
            return note(names, LockStatements.releaseAll(connection, names));
        });
    }

    /**
     * Takes note, under the wire, of what a statement of another kind released: the last lock, and then all that the session had.
     *
     * @param released what RELEASE_LOCK answered, null for NULL
     * @param rest what RELEASE_ALL_LOCKS answered after that
     * @return the lock, if the server confirmed that the session held it to this end, and nothing else beside
     */
    public Set<LockName> releasedLast(LockName name, @Nullable Long released, long rest) throws SQLException {
        return note(List.of(name), new Released(List.of(Answer.of(released)), rest));
    }

    private Set<LockName> note(List<LockName> names, Released released) {
        mayHold = released.clean() ? 0 : mayHold;
        return released.rest() == 0 ? released.confirmed(names) : Set.of();
    }
}
