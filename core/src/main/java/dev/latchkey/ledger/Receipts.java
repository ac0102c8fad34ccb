package dev.latchkey.ledger;

import dev.latchkey.Id;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** The receipts of a shard, as far as the ledger is concerned: which of them are not marked yet. */
final class Receipts {

    private final Jdbi jdbi;

    Receipts(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Receipts that no ledger is known to have marked, the first ones of the index. */
    List<Receipt> unmarked(int most) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT action, run_id, namespace, lock_key, work_id, result
                        FROM latchkey_receipt
                        WHERE marked_at IS NULL
                        LIMIT :most
                        """)
                .bind("most", most)
                .map((row, context) -> Ledger.receipt(row))
                .list());
    }

    /** Notes that the ledger has these; by primary key, so that no run waits. */
    void marked(List<Id> actions) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        UPDATE latchkey_receipt
                        SET marked_at = UTC_TIMESTAMP(6)
                        WHERE action IN (<actions>) AND marked_at IS NULL
                        """)
                .bindList("actions", actions.stream().map(Id::bytes).toList())
                .execute());
    }
}
