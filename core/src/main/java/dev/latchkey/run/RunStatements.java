package dev.latchkey.run;

import dev.latchkey.Bucket;
import dev.latchkey.Id;
import dev.latchkey.LockName;
import dev.latchkey.ledger.Receipt;
import dev.latchkey.mysql.Session;
import dev.latchkey.mysql.SessionLocks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a run itself says to its shard: the gate, and the look at receipt and bucket. */
final class RunStatements {

    /*
     * The gate, the statement before COMMIT, asks three things at once: is the lock still this session's, does this shard still own the
     * bucket, without a break since the run was led here, is this the first time. For a run with a work id, the procedure sends it,
     * and COMMIT, and the release: its text is with the migrations. A run without one has no receipt to look for when there is no
     * answer, so it sends them one by one, and knows with each answer how far it has come.
     */
    private static final String GATE_COMMIT_RELEASE = "CALL latchkey_commit(?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String GATE = """
            SELECT bucket
            FROM latchkey_bucket
            WHERE bucket = ? AND owned = 1 AND epoch = ? AND IS_USED_LOCK(?) = CONNECTION_ID()
            LOCK IN SHARE MODE
            """;

    private static final String LOOK = """
            SELECT b.owned, b.epoch, r.run_id, r.result
            FROM latchkey_bucket AS b LEFT JOIN latchkey_receipt AS r ON r.action = ?
            WHERE b.bucket = ?
            """;

    /** A bucket, and the epoch with which the shard is believed to have come to own it. */
    record Claim(Bucket bucket, long epoch) {}

    /**
     * What a shard says of an action.
     *
     * @param owned whether the bucket is owned there
     * @param epoch the one with which that was last changed
     * @param runId the run that did it; null if there is no receipt
     * @param result its encoded result
     */
    @SuppressWarnings("ArrayRecordComponent") // looks are passed on, never compared
    record Look(boolean owned, long epoch, @Nullable Id runId, byte @Nullable [] result) {

        boolean isOwnedSince(long since) {
            return owned && epoch == since;
        }
    }

    private RunStatements() {}

    /**
     * What the procedure answered.
     *
     * @param passed whether the gate let the run pass, so that it is committed
     * @param error of the gate, if there was one
     * @param confirmed the lock, if the server confirmed that it was held to the end
     */
    record Answer(boolean passed, Optional<SQLException> error, Set<LockName> confirmed) {}

    /** Sends gate, COMMIT and release. An exception says nothing about the commit. */
    static Answer gateCommitRelease(
            Connection connection, SessionLocks locks, LockName name, Claim claim, Receipt receipt)
            throws SQLException {
        try (PreparedStatement call = connection.prepareStatement(GATE_COMMIT_RELEASE)) {
            call.setString(1, name.text());
            call.setInt(2, claim.bucket().number());
            call.setLong(3, claim.epoch());
            call.setBytes(4, receipt.action().bytes());
            call.setBytes(5, receipt.runId().bytes());
            call.setString(6, receipt.namespace());
            call.setString(7, receipt.lockKey());
            call.setString(8, receipt.workId());
            call.setBytes(9, receipt.result());
            try (ResultSet row = call.executeQuery()) {
                row.next();
                return row.getInt("passed") == 1
                        ? new Answer(true, Optional.empty(), released(row, locks, name))
                        : new Answer(false, error(row), Set.of());
            }
        }
    }

    private static Set<LockName> released(ResultSet row, SessionLocks locks, LockName name) throws SQLException {
        Long rest = row.getObject("rest", Long.class);
        if (rest == null) {
            throw new SQLException("RELEASE_ALL_LOCKS() answered NULL after COMMIT");
        }
        return locks.releasedLast(name, row.getObject("released", Long.class), rest);
    }

    private static Optional<SQLException> error(ResultSet row) throws SQLException {
        int number = row.getInt("error_number");
        return number == 0
                ? Optional.empty()
                : Optional.of(new SQLException(row.getString("error_text"), row.getString("error_state"), number));
    }

    /** Sends the gate of a run without a work id. True if it lets the run pass, false if the lock or the bucket is not ours. */
    static boolean gate(Session session, LockName name, Claim claim) throws SQLException {
        return session.talk(connection -> gate(connection, name, claim));
    }

    private static boolean gate(Connection connection, LockName name, Claim claim) throws SQLException {
        try (PreparedStatement gate = connection.prepareStatement(GATE)) {
            gate.setInt(1, claim.bucket().number());
            gate.setLong(2, claim.epoch());
            gate.setString(3, name.text());
            try (ResultSet row = gate.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Looks without locking: while the work is still to come, a lock here would make other runs wait for all of it. */
    static Look look(Session session, Bucket bucket, Optional<Id> action) throws SQLException {
        return session.talk(connection -> look(connection, LOOK, bucket, action));
    }

    /** Looks at what is committed now, whatever snapshot the transaction has. */
    static Look lookLocking(Session session, Bucket bucket, Optional<Id> action) throws SQLException {
        return session.talk(connection -> look(connection, LOOK + "LOCK IN SHARE MODE", bucket, action));
    }

    private static Look look(Connection connection, String sql, Bucket bucket, Optional<Id> action)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, action.map(Id::bytes).orElse(null));
            statement.setInt(2, bucket.number());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new Look(false, 0, null, null);
                }
                byte[] runId = row.getBytes(3);
                return new Look(
                        row.getBoolean(1), row.getLong(2), runId == null ? null : Id.of(runId), row.getBytes(4));
            }
        }
    }
}
