package dev.latchkey.run;

import dev.latchkey.Id;
import dev.latchkey.LockLostException;
import dev.latchkey.Work;
import dev.latchkey.locks.Hold;
import dev.latchkey.locks.OpenWork;
import dev.latchkey.mysql.Session;
import dev.latchkey.work.WorkConnection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The caller's work on the session of a run, and the proof that the transaction is still the one in which it began. */
final class WorkPhase {

    /**
     * After this the session is asked for its lock before it is asked to commit: an error of that question says that nothing was
     * committed, while one of the commit says nothing. Long beside a round trip, short beside the time in which sessions die.
     */
    private static final Duration LONG_SILENCE = Duration.ofMillis(100);

    private final Hold hold;
    private final Session session;
    private final WorkConnection connection;
    private final Optional<Anchor> anchor;
    private final Failures failures;

    private WorkPhase(Hold hold, WorkConnection connection, Optional<Anchor> anchor, Failures failures) {
        this.hold = hold;
        this.session = hold.session();
        this.connection = connection;
        this.anchor = anchor;
        this.failures = failures;
    }

    /**
     * Prepares it.
     *
     * @param calls whether the work may send CALL
     */
    static WorkPhase begin(Hold hold, Id runId, boolean calls, Failures failures) {
        Session session = hold.session();
        boolean timeoutsRollBack = failures.shard().server().timeoutsRollBack();
        WorkConnection connection = new WorkConnection(session.connection(), session.wire(), calls, timeoutsRollBack);
        return new WorkPhase(
                hold, connection, calls ? Optional.of(drop(session, runId, failures)) : Optional.empty(), failures);
    }

    private static Anchor drop(Session session, Id runId, Failures failures) {
        session.retire();
        try {
            return Anchor.drop(session, runId);
        } catch (SQLException e) {
            throw failures.in("the savepoint before the work", e);
        }
    }

    <T, X extends Exception> T perform(Work<T, X> work) throws X {
        T value;
        hold.lost().ifPresent(lost -> {
            throw new LockLostException(lost, null);
        });
        session.answersWheneverReady();
        hold.interruptThisThreadOnLoss();
        try (OpenWork open = OpenWork.enter(connection::hasSent)) {
            value = work.run(connection.handedOut());
        } finally {
            hold.interruptNoMore();
            connection.shut();
            session.answersWithinTheLease();
        }
        connection.doom().ifPresent(error -> {
            throw failures.in("the work, which went on after it,", error);
        });
        anchor.ifPresent(this::check);
        if (connection.silence().compareTo(LONG_SILENCE) > 0) {
            requireHeld();
        }
        return value;
    }

    private void requireHeld() {
        boolean held;
        try {
            held = session.locks().held(List.of(hold.name())).contains(hold.name());
        } catch (SQLException e) {
            throw failures.in("the work", e);
        }
        if (!held) {
            throw failures.notHeld("no longer holds it after the work");
        }
    }

    private void check(Anchor dropped) {
        boolean holds;
        try {
            holds = dropped.holds();
        } catch (SQLException e) {
            throw failures.in("the look at the savepoint after the work", e);
        }
        if (!holds) {
            throw failures.partlyDurable("a procedure ended the transaction, its savepoint is gone (1305)", null);
        }
    }
}
