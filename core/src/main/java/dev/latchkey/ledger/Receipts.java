package dev.latchkey.ledger;

import dev.latchkey.Id;
import dev.latchkey.mysql.Server;
import java.util.List;
import java.util.function.Function;

/** The receipts of a shard, as far as the ledger is concerned: which are not marked yet, and which marks have theirs. */
final class Receipts {

    private final Server server;

    Receipts(Server server) {
        this.server = server;
    }

    /**
     * Receipts that no ledger is known to have marked.
     *
     * @param server the identity of the server that has them
     */
    record Unmarked(String server, List<Receipt> receipts) {}

    /** The first ones of the index. Both is asked on one session: a failover between would name the wrong server. */
    Unmarked unmarked(int most) {
        return server.read(handle -> {
            String identity = server.identity(handle);
            List<Receipt> receipts = handle.createQuery("""
                            SELECT action, run_id, namespace, lock_key, work_id, result
                            FROM latchkey_receipt
                            WHERE marked_at IS NULL
                            LIMIT :most
                            """)
                    .bind("most", most)
                    .map((row, context) -> Ledger.receipt(row))
                    .list();
            return new Unmarked(identity, receipts);
        });
    }

    /** The runs of these actions whose receipts are here and at home here: in a bucket that the shard owns. */
    List<Id> runsAtHome(List<Id> actions) {
        return server.read(handle -> handle.createQuery("""
                        SELECT r.run_id
                        FROM latchkey_receipt AS r JOIN latchkey_bucket AS b ON b.bucket = r.bucket AND b.owned = 1
                        WHERE r.action IN (<actions>)
                        """)
                .bindList("actions", actions.stream().map(Id::bytes).toList())
                .map((row, context) -> Id.of(row.getBytes("run_id")))
                .list());
    }

    /** Notes that the ledger has these; by primary key, so that no run waits. The receipt of another run stays to be marked. */
    void marked(List<Receipt> receipts) {
        server.jdbi()
                .useHandle(handle -> handle.createUpdate("""
                        UPDATE latchkey_receipt
                        SET marked_at = UTC_TIMESTAMP(6)
                        WHERE action IN (<actions>) AND run_id IN (<runs>) AND marked_at IS NULL
                        """)
                        .bindList("actions", bytes(receipts, Receipt::action))
                        .bindList("runs", bytes(receipts, Receipt::runId))
                        .execute());
    }

    private static List<byte[]> bytes(List<Receipt> receipts, Function<Receipt, Id> id) {
        return receipts.stream().map(receipt -> id.apply(receipt).bytes()).toList();
    }
}
