package dev.latchkey.run;

import dev.latchkey.Action;
import dev.latchkey.Id;
import dev.latchkey.LockName;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.Hold;
import dev.latchkey.locks.Shard;
import dev.latchkey.mysql.Session;
import dev.latchkey.mysql.SessionLocks;
import dev.latchkey.run.RunStatements.Look;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds out what became of a commit whose answer never came.
 *
 * <p>It takes the same lock on the same server with another session. The server frees a session's locks only after its
 * transaction is decided, so whoever gets the lock can read the truth: the receipt.
 */
final class Resolver {

    /** On top of the lease: the time of a rollback, and of a restart of a small server. */
    private static final Duration MARGIN = Duration.ofSeconds(15);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Action action;
    private final Id runId;
    private final BucketOwners owners;
    private final Failures failures;
    private final Shard shard;
    private final LockName name;

    /** A resolver for the run that these failures tell of; its session is cut already, but may live on at the server. */
    Resolver(Action action, Id runId, BucketOwners owners, Failures failures) {
        this.action = action;
        this.runId = runId;
        this.owners = owners;
        this.failures = failures;
        this.shard = failures.shard();
        this.name = failures.name();
    }

    /**
     * Looks until it knows, for at most the lease and a margin.
     *
     * @param failure how the commit failed
     * @throws UnresolvedCommitException if another server answers by now, or nobody did in time
     */
    Look resolve(Exception failure) {
        boolean interrupted = Thread.interrupted(); // the commit may have gone through: that must be found out first
        try {
            return look(failure);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Look look(Exception failure) {
        WaitLimit limit = WaitLimit.of(shard.server().config().lease().plus(MARGIN));
        long start = System.nanoTime();
        Exception last = failure;
        for (Duration elapsed = Duration.ZERO;
                elapsed.compareTo(limit.duration()) < 0;
                elapsed = Duration.ofNanos(System.nanoTime() - start)) {
            try {
                Optional<Look> look = tryOnce(limit.after(elapsed), failure);
                if (look.isPresent()) {
                    return look.get();
                }
            } catch (ServerUnavailableException | SQLException e) {
                last = e;
            }
            if (shard.server().isClosed()) {
                throw unresolved("all sessions were closed while it was under way", failure);
            }
            pause(failure);
        }
        if (last != failure) {
            failure.addSuppressed(last);
        }
        throw unresolved("no answer within the lease and a margin", failure);
    }

    private Optional<Look> tryOnce(WaitLimit left, Exception failure) throws SQLException {
        SessionLocks aborted = failures.session().locks();
        shard.server().killHolder(name, aborted.id(), aborted.identity());
        Optional<Hold> taken = shard.locks().takeToResolve(name, left);
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        Hold hold = taken.get();
        try {
            String identity = hold.session().locks().identity();
            if (!identity.equals(aborted.identity())) {
                throw unresolved(
                        "server %s answers where %s was asked to commit".formatted(identity, aborted.identity()),
                        failure);
            }
            Look look = lookLocking(hold.session());
            hold.release();
            return look.owned() || look.runId() != null ? Optional.of(look) : whereItIsOwnedNow();
        } finally {
            hold.giveUp();
        }
    }

    private Look lookLocking(Session session) throws SQLException {
        Look look = RunStatements.lookLocking(session, action.key().bucket(), Optional.of(action.id()));
        session.rollback();
        return look;
    }

    /** The bucket has moved, and its receipts with it, after the mover had waited for our transaction. */
    private Optional<Look> whereItIsOwnedNow() throws SQLException {
        Optional<Home> owner = owners.ownerNow(action.key().bucket());
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        try (Session session = owner.get().shard().server().borrow(() -> {})) {
            session.retire(); // it must not go back with a transaction, whatever happens
            Look look = lookLocking(session);
            return look.owned() ? Optional.of(look) : Optional.empty();
        }
    }

    private void pause(Exception failure) {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unresolved("interrupted while looking", failure);
        }
    }

    private UnresolvedCommitException unresolved(String evidence, Exception failure) {
        return failures.unresolved(runId, evidence, "run it again: a receipt will answer", failure);
    }
}
