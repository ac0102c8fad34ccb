package dev.latchkey.ledger;

import dev.latchkey.Id;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.Question;
import dev.latchkey.mysql.Server;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The table {@code latchkey_ledger}. Thread-safe. */
public final class Ledger {

    private static final String FIND = """
            SELECT action, run_id, namespace, lock_key, work_id, result
            FROM latchkey_ledger
            WHERE action = ?
            """;

    private final Server server;

    /** The ledger on this server. */
    public Ledger(Server server) {
        this.server = server;
    }

    /** Where it is. */
    public Server server() {
        return server;
    }

    /**
     * The mark of an action, if it has one. One round trip.
     *
     * @throws ServerUnavailableException if the ledger can't be asked
     */
    public Optional<Receipt> find(Id action) {
        try {
            return server.find(
                    new Question<>(FIND, statement -> statement.setBytes(1, action.bytes()), Ledger::receipt));
        } catch (SQLException e) {
            throw new ServerUnavailableException("asking for a mark", server.label(), e);
        }
    }

    static Receipt receipt(ResultSet row) throws SQLException {
        return new Receipt(
                Id.of(row.getBytes("action")),
                Id.of(row.getBytes("run_id")),
                row.getString("namespace"),
                row.getString("lock_key"),
                row.getString("work_id"),
                row.getBytes("result"));
    }

    /**
     * Marks these actions as done, all or none. A mark that is there already is overwritten: the receipt is the truth.
     *
     * @param shard the shard that has the receipts
     * @param identity which server that is, so that marks of commits which a failover lost can be told
     * @throws JdbiException if the ledger can't be reached; it may have the marks all the same
     */
    public void mark(String shard, String identity, List<Receipt> receipts) {
        Deadlocks.outlast(() -> markOnce(shard, identity, receipts));
    }

    private int[] markOnce(String shard, String identity, List<Receipt> receipts) {
        return server.jdbi().inTransaction(handle -> {
            try (PreparedBatch batch = handle.prepareBatch("""
                    INSERT INTO latchkey_ledger
                        (action, run_id, namespace, lock_key, work_id, result, shard, server, marked_at)
                    VALUES (:action, :runId, :namespace, :lockKey, :workId, :result, :shard, :server, UTC_TIMESTAMP(6))
                    ON DUPLICATE KEY UPDATE
                        marked_at = IF(run_id = VALUES(run_id), marked_at, VALUES(marked_at)),
                        run_id = VALUES(run_id), result = VALUES(result), shard = VALUES(shard), server = VALUES(server)
                    """)) {
                for (Receipt receipt : inOneOrder(receipts, Receipt::action)) {
                    batch.bind("action", receipt.action().bytes())
                            .bind("runId", receipt.runId().bytes())
                            .bind("namespace", receipt.namespace())
                            .bind("lockKey", receipt.lockKey())
                            .bind("workId", receipt.workId())
                            .bind("result", receipt.result())
                            .bind("shard", shard)
                            .bind("server", identity)
                            .add();
                }
                return batch.execute();
            }
        });
    }

    /**
     * Whoever marks the same actions at the same time locks their rows in the same order, so that nobody deadlocks: but for those who
     * wait for one who gives up before its commit. They all lock the gap that it leaves, and then block each other.
     */
    private static <T> List<T> inOneOrder(List<T> all, Function<T, Id> action) {
        return all.stream()
                .sorted(Comparator.comparing(one -> action.apply(one).toString()))
                .toList();
    }

    /**
     * Marks by their age, the oldest first.
     *
     * @param since made then or later
     * @param last of those that are known already; null at the beginning
     */
    List<Mark> marks(Instant since, @Nullable Mark last, int most) {
        return server.read(handle -> handle.createQuery("""
                        SELECT action, run_id, namespace, lock_key, work_id, shard, server, marked_at
                        FROM latchkey_ledger
                        WHERE marked_at >= :from AND (marked_at > :from OR action > :action)
                        ORDER BY marked_at, action
                        LIMIT :most
                        """)
                .bind("from", utc(last == null ? since : last.markedAt()))
                .bind("action", last == null ? new byte[0] : last.action().bytes())
                .bind("most", most)
                .map((row, context) -> mark(row))
                .list());
    }

    private static LocalDateTime utc(Instant time) {
        return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    }

    private static Mark mark(ResultSet row) throws SQLException {
        return new Mark(
                Id.of(row.getBytes("action")),
                Id.of(row.getBytes("run_id")),
                row.getString("namespace"),
                row.getString("lock_key"),
                row.getString("work_id"),
                row.getString("shard"),
                row.getString("server"),
                row.getObject("marked_at", LocalDateTime.class).toInstant(ZoneOffset.UTC));
    }

    /** Deletes these marks, unless another run has made them anew. Answers how many were there. */
    int forget(List<Mark> marks) {
        return server.jdbi().inTransaction(handle -> {
            try (PreparedBatch batch = handle.prepareBatch("""
                    DELETE FROM latchkey_ledger WHERE action = :action AND run_id = :runId AND server = :server
                    """)) {
                for (Mark mark : inOneOrder(marks, Mark::action)) {
                    batch.bind("action", mark.action().bytes())
                            .bind("runId", mark.runId().bytes())
                            .bind("server", mark.server())
                            .add();
                }
                return Arrays.stream(batch.execute()).sum();
            }
        });
    }
}
