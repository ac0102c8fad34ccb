package dev.latchkey.run;

import dev.latchkey.LatchkeyException;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.WrongShardException;
import dev.latchkey.ledger.Receipt;
import dev.latchkey.locks.Hold;
import dev.latchkey.mysql.Session;
import dev.latchkey.run.RunStatements.Answer;
import dev.latchkey.run.RunStatements.Claim;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The gate and COMMIT of one run. What is refused at the gate is thrown; nothing is committed then. */
final class Commit {

    private final LockKey key;
    private final Claim claim;
    private final Hold hold;
    private final Session session;
    private final Failures failures;

    Commit(LockKey key, long epoch, Hold hold, Failures failures) {
        this.key = key;
        this.claim = new Claim(key.bucket(), epoch);
        this.hold = hold;
        this.session = hold.session();
        this.failures = failures;
    }

    /**
     * Commits with a receipt and releases the lock, in one round trip.
     *
     * @return what went wrong, if nobody knows whether it is committed
     */
    Optional<Exception> withReceipt(Receipt receipt) {
        hold.lost().ifPresent(lost -> {
            throw new LockLostException(lost, null); // nothing was sent, and so nobody need look for it
        });
        AtomicReference<@Nullable Answer> heard = new AtomicReference<>();
        try {
            boolean released = hold.releaseBy(connection -> {
                Answer answer =
                        RunStatements.gateCommitRelease(connection, session.locks(), hold.name(), claim, receipt);
                heard.set(answer);
                return answer.passed() ? Optional.of(answer.confirmed()) : Optional.empty();
            });
            if (released) {
                return Optional.empty();
            }
        } catch (SQLException | RuntimeException e) {
            Answer answer = heard.get();
            return answer != null && answer.passed() ? Optional.empty() : Optional.of(e);
        }
        throw refused(heard.get());
    }

    private LatchkeyException refused(@Nullable Answer answer) {
        Optional<SQLException> error = answer == null ? Optional.empty() : answer.error();
        return error.isPresent() ? failures.in("the gate", error.get()) : refused();
    }

    /**
     * Commits; the lock is still to be released.
     *
     * @return what went wrong, if nobody knows whether it is committed
     */
    Optional<Exception> withoutReceipt() {
        boolean passed;
        try {
            passed = RunStatements.gate(session, hold.name(), claim);
        } catch (SQLException e) {
            throw failures.in("the gate", e);
        }
        if (!passed) {
            throw refused();
        }
        try {
            session.commit();
            return Optional.empty();
        } catch (SQLException | RuntimeException e) {
            return Optional.of(e);
        }
    }

    private LatchkeyException refused() {
        try {
            return session.locks().held(List.of(hold.name())).contains(hold.name())
                    ? new WrongShardException(key, failures.shard().toString())
                    : failures.notHeld("no longer holds it at the gate");
        } catch (SQLException e) {
            return failures.in("the gate", e);
        }
    }
}
