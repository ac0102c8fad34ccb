package dev.latchkey.run;

import dev.latchkey.Bucket;
import dev.latchkey.Id;
import dev.latchkey.LockName;
import dev.latchkey.ledger.Receipt;
import dev.latchkey.mysql.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a run itself says to its shard: the gate, and the look at receipt and bucket. */
final class RunStatements {

    /*
     * The gate, the statement before COMMIT, asks three things at once: is the lock still this session's, does this shard
     * still own the bucket, without a break since the run was led here, is this the first time. The shared lock on the bucket's row makes whoever moves the bucket wait
     * for our commit, and us for theirs. LOCK IN SHARE MODE, since MySQL 5.7 and MariaDB don't know FOR SHARE.
     */
    private static final String WHILE_HELD_AND_OWNED = """
            FROM latchkey_bucket
            WHERE bucket = ? AND owned = 1 AND epoch = ? AND IS_USED_LOCK(?) = CONNECTION_ID()
            LOCK IN SHARE MODE
            """;

    private static final String GATE = """
            INSERT INTO latchkey_receipt (action, run_id, bucket, namespace, lock_key, work_id, result, done_at)
            SELECT ?, ?, bucket, ?, ?, ?, ?, UTC_TIMESTAMP(6)
            """ + WHILE_HELD_AND_OWNED;

    private static final String GATE_WITHOUT_RECEIPT = "SELECT bucket " + WHILE_HELD_AND_OWNED;

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

    /** Sends the gate. True if it lets the run pass, false if the lock or the bucket is not ours. */
    static boolean gate(Session session, LockName name, Claim claim, Receipt receipt) throws SQLException {
        return session.talk(connection -> gate(connection, name, claim, receipt));
    }

    private static boolean gate(Connection connection, LockName name, Claim claim, Receipt receipt)
            throws SQLException {
        try (PreparedStatement gate = connection.prepareStatement(GATE)) {
            gate.setBytes(1, receipt.action().bytes());
            gate.setBytes(2, receipt.runId().bytes());
            gate.setString(3, receipt.namespace());
            gate.setString(4, receipt.lockKey());
            gate.setString(5, receipt.workId());
            gate.setBytes(6, receipt.result());
            gate.setInt(7, claim.bucket().number());
            gate.setLong(8, claim.epoch());
            gate.setString(9, name.text());
            return gate.executeUpdate() == 1;
        }
    }

    /** The gate of a run without a work id. */
    static boolean gate(Session session, LockName name, Claim claim) throws SQLException {
        return session.talk(connection -> gate(connection, name, claim));
    }

    private static boolean gate(Connection connection, LockName name, Claim claim) throws SQLException {
        try (PreparedStatement gate = connection.prepareStatement(GATE_WITHOUT_RECEIPT)) {
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
