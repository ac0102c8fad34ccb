package dev.latchkey.benchmarks.rivals;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The sequence as Flickr had it, by hand: lock, ask the ledger, work, commit, mark the ledger, release. No receipt, no check of
 * ownership: less safe than ours, and with nothing left out that it needs. The shard's pool has no autocommit, so that no statement is
 * spent on switching it.
 */
public final class RunByHand {

    /** What the work returns. */
    public static final String RESULT = "booked";

    private final DataSource shard;
    private final DataSource ledger;

    /** On these pools. */
    public RunByHand(DataSource shard, DataSource ledger) {
        this.shard = shard;
        this.ledger = ledger;
    }

    /** The work: the same for all. */
    public static String work(Connection connection, long account) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE bench_account SET balance = balance + 1 WHERE id = ?")) {
            update.setLong(1, account);
            if (update.executeUpdate() != 1) {
                throw new IllegalStateException("there is no account " + account);
            }
        }
        return RESULT;
    }

    /** Runs the work once; what was done before is not done again. */
    public String run(String key, String workId, long account, int seconds) throws SQLException {
        try (Connection connection = shard.getConnection()) {
            LocksByHand.acquire(connection, key, seconds);
            try {
                String before = find(key, workId);
                if (before != null) {
                    return before;
                }
                String result = work(connection, account);
                connection.commit();
                mark(key, workId, result);
                return result;
            } finally {
                LocksByHand.release(connection, key);
            }
        }
    }

    /** The work in a transaction, and nothing else. */
    public void workAlone(long account) throws SQLException {
        try (Connection connection = shard.getConnection()) {
            work(connection, account);
            connection.commit();
        }
    }

    private @Nullable String find(String key, String workId) throws SQLException {
        try (Connection connection = ledger.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT result FROM bench_done WHERE lock_key = ? AND work_id = ?")) {
            select.setString(1, key);
            select.setString(2, workId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** Before the release: it is all that keeps the next holder from doing it again. */
    public void mark(String key, String workId, String result) throws SQLException {
        try (Connection connection = ledger.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO bench_done (lock_key, work_id, result) VALUES (?, ?, ?)")) {
            insert.setString(1, key);
            insert.setString(2, workId);
            insert.setString(3, result);
            insert.executeUpdate();
        }
    }
}
