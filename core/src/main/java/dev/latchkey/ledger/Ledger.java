package dev.latchkey.ledger;

import dev.latchkey.Id;
import dev.latchkey.mysql.Server;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The table {@code latchkey_ledger}. Thread-safe. */
public final class Ledger {

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
     * @throws JdbiException if the ledger can't be asked
     */
    public Optional<Receipt> find(Id action) {
        return server.read(handle -> handle.createQuery("""
                        SELECT action, run_id, namespace, lock_key, work_id, result
                        FROM latchkey_ledger
                        WHERE action = :action
                        """)
                .bind("action", action.bytes())
                .map((row, context) -> receipt(row))
                .findOne());
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
        server.jdbi().useTransaction(handle -> {
            try (PreparedBatch batch = handle.prepareBatch("""
                    INSERT INTO latchkey_ledger
                        (action, run_id, namespace, lock_key, work_id, result, shard, server, marked_at)
                    VALUES (:action, :runId, :namespace, :lockKey, :workId, :result, :shard, :server, UTC_TIMESTAMP(6))
                    ON DUPLICATE KEY UPDATE
                        run_id = VALUES(run_id), result = VALUES(result), shard = VALUES(shard), server = VALUES(server)
                    """)) {
                for (Receipt receipt : inOneOrder(receipts)) {
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
                batch.execute();
            }
        });
    }

    /** Whoever marks the same actions at the same time locks their rows in the same order, so that nobody deadlocks. */
    private static List<Receipt> inOneOrder(List<Receipt> receipts) {
        return receipts.stream()
                .sorted(Comparator.comparing(receipt -> receipt.action().toString()))
                .toList();
    }
}
