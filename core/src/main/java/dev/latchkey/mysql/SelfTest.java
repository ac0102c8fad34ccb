package dev.latchkey.mysql;

import dev.latchkey.Id;
import dev.latchkey.LockName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries on two real sessions what everything else stands on: the first takes a lock, the second is denied it and can't release
 * it, and gets it soon after the first was cut. Proxies that share, swap or outlive sessions give themselves away here.
 *
 * <p>About ten short statements, on a lock name that nobody else uses. The first session is gone afterwards; so is the second if an
 * answer was wrong.
 */
final class SelfTest {

    private static final Logger LOG = LoggerFactory.getLogger(SelfTest.class);

    /** The server notices a closed socket within milliseconds; a proxy may take its time. */
    private static final Duration LONGEST_CUT = Duration.ofSeconds(5);

    /** Longer than the wait above, so that a server which is there always answers before. */
    private static final int ANSWER_MILLIS = 15_000;

    private static final String FIX =
            "give the URL of the server itself: something in between shares or swaps sessions, or answers in its place";

    /** Where a session comes from: a pool's {@code getConnection}. */
    @FunctionalInterface
    interface Source {
        Connection open() throws SQLException;
    }

    private final Dialect dialect;
    private final Wanted lock = new Wanted(List.of(newName()), true);
    private final Connection first;
    private final Connection second;

    private SelfTest(Dialect dialect, Connection first, Connection second) {
        this.dialect = dialect;
        this.first = first;
        this.second = second;
    }

    /**
     * Makes the test.
     *
     * @param server how the finding names it
     * @param firsts gives the session that takes the lock, and is cut
     * @param seconds gives the other one; another pool, or the same if it has room for two
     * @param silence what {@code wait_timeout} the first session must have
     * @return fine, or refused with the first answer that was wrong
     */
    static Finding run(String server, Source firsts, Source seconds, Dialect dialect, Duration silence) {
        try (Probe first = new Probe(firsts.open());
                Probe second = new Probe(seconds.open())) {
            SelfTest test = new SelfTest(dialect, first.connection, second.connection);
            test.answers(silence);
            long millis = test.freedByCutting(first);
            second.isClean = true;
            return Finding.fine(
                    server,
                    "self-test",
                    "granted, denied, not released by another, freed %d ms after its session was cut"
                            .formatted(millis));
        } catch (WrongAnswer e) {
            return Finding.refuse(server, "self-test", "self-test: " + e.getMessage(), FIX);
        } catch (SQLException e) {
            return Finding.refuse(
                    server,
                    "self-test",
                    "the self-test ended in an error: " + e.getMessage(),
                    "check that the server answers, and the pool's size");
        }
    }

    private static LockName newName() {
        return LockName.exact("LATCHKEY$SELFTEST$" + Id.random());
    }

    private void answers(Duration silence) throws SQLException, WrongAnswer {
        SessionId holder = LockStatements.introduce(first, dialect);
        Acquisition granted = LockStatements.tryAcquire(first, lock, false);
        expect("the first session asked for a free lock", List.of(Answer.YES), granted.answers());
        expect("the same session asked for its id again", holder.number(), number(first, "SELECT CONNECTION_ID()"));
        expect(
                "the same session asked for its wait_timeout",
                silence.toSeconds(),
                number(first, "SELECT @@SESSION.wait_timeout"));

        expect(
                "a second session reached the server",
                holder.server(),
                LockStatements.introduce(second, dialect).server());
        Acquisition denied = LockStatements.tryAcquire(second, lock, false);
        expect("a second session asked for that lock", List.of(Answer.HELD_BY_ANOTHER), denied.answers());
        expect("the second session asked who holds it", holder.number(), denied.holder());
        expect(
                "the second session released it",
                List.of(Answer.HELD_BY_ANOTHER),
                LockStatements.release(second, lock.names()));
        expect(
                "the second session released a lock that nobody has",
                List.of(Answer.NONE),
                LockStatements.release(second, List.of(newName())));
    }

    /** How many milliseconds it took until the other session had the lock. */
    private long freedByCutting(Probe holder) throws SQLException, WrongAnswer {
        long start = System.nanoTime();
        holder.cut();
        List<Answer> answers;
        try {
            answers = LockStatements.acquire(second, dialect, lock, "self-test", LONGEST_CUT)
                    .answers();
        } catch (SQLException e) {
            if (e.getErrorCode() != ServerErrors.QUERY_TIMEOUT) {
                throw e;
            }
            answers = List.of(Answer.HELD_BY_ANOTHER);
        }
        expect(
                "the second session waited %d s for the lock of one that was cut".formatted(LONGEST_CUT.toSeconds()),
                List.of(Answer.YES),
                answers);
        expect("the second session released its lock", answers, LockStatements.release(second, lock.names()));
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void expect(String what, Object expected, @Nullable Object answered) throws WrongAnswer {
        if (!Objects.equals(expected, answered)) {
            throw new WrongAnswer("%s: %s expected, %s answered".formatted(what, expected, answered));
        }
    }

    private static final class WrongAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        WrongAnswer(String message) {
            super(message);
        }
    }

    /** A session on trial: it goes back to its pool only if it is known to be clean. */
    private static final class Probe implements AutoCloseable {
        private final Connection connection;
        private boolean isClean;

        Probe(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
        }

        void cut() throws SQLException {
            connection.abort(Runnable::run);
        }

        @Override
        public void close() {
            try (Connection closing = connection) {
                if (!isClean) {
                    closing.abort(Runnable::run);
                }
            } catch (SQLException e) {
                LOG.debug("a session of the self-test was gone when it was closed", e);
            }
        }
    }
}
