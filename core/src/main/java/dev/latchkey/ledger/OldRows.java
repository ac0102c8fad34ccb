package dev.latchkey.ledger;

import dev.latchkey.Id;
import dev.latchkey.mysql.Server;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The rows of one table that are older than an age, by the clock of the server that has them. Immutable. */
final class OldRows {

    /** Small enough for one packet and a transaction of some milliseconds, large enough for one fsync to serve many. */
    static final int PAGE = 500;

    /*
     * Rows are found by an index, without a lock, and deleted by primary key. At READ COMMITTED such a DELETE locks the rows that go
     * and no gap: who inserts beside them doesn't wait. It asks again whether they are old: they may have been marked anew.
     */
    private static final String BY_MARK = """
            SELECT action, marked_at AS since
            FROM %s
            WHERE marked_at < :before AND marked_at >= :from AND (marked_at > :from OR action > :action)
            ORDER BY marked_at, action
            LIMIT :most
            """;

    /** There is no index for the age of receipts without a mark: it would cost each run. So all are read. */
    private static final String ALL_RECEIPTS = """
            SELECT action, done_at AS since
            FROM latchkey_receipt
            WHERE action > :action
            ORDER BY action
            LIMIT :most
            """;

    private static final String DELETE = "DELETE FROM %s WHERE action = :action AND %s < :before";

    private static final LocalDateTime BEFORE_ALL = LocalDateTime.of(1970, 1, 1, 0, 0);

    private final Server server;
    private final String select;
    private final String delete;
    private final LocalDateTime before;

    /**
     * A row.
     *
     * @param since when it was marked, or done
     */
    record Row(Id action, LocalDateTime since) {}

    private OldRows(Server server, String select, String delete, Duration age) {
        this.server = server;
        this.select = select;
        this.delete = delete;
        this.before = server.read(handle -> handle.createQuery("SELECT UTC_TIMESTAMP(6) - INTERVAL :age SECOND")
                .bind("age", age.toSeconds())
                .mapTo(LocalDateTime.class)
                .one());
    }

    /** Marks that were made that long ago. */
    static OldRows marks(Server ledger, Duration age) {
        return byMark(ledger, "latchkey_ledger", age);
    }

    /** Receipts that were marked that long ago. */
    static OldRows markedReceipts(Server shard, Duration age) {
        return byMark(shard, "latchkey_receipt", age);
    }

    private static OldRows byMark(Server server, String table, Duration age) {
        return new OldRows(server, BY_MARK.formatted(table), DELETE.formatted(table, "marked_at"), age);
    }

    /** Receipts of runs that committed that long ago, marked or not. */
    static OldRows receipts(Server shard, Duration age) {
        return new OldRows(shard, ALL_RECEIPTS, DELETE.formatted("latchkey_receipt", "done_at"), age);
    }

    /** The rows after that one, or the first ones: all that are old, and maybe others. Fewer than {@link #PAGE} are the last ones. */
    List<Row> after(@Nullable Row last) {
        return server.read(handle -> handle.createQuery(select)
                .bind("before", before)
                .bind("from", last == null ? BEFORE_ALL : last.since())
                .bind("action", last == null ? new byte[0] : last.action().bytes())
                .bind("most", PAGE)
                .map((row, context) ->
                        new Row(Id.of(row.getBytes("action")), row.getObject("since", LocalDateTime.class)))
                .list());
    }

    boolean isOld(Row row) {
        return row.since().isBefore(before);
    }

    /** Those of these actions that have a mark which is not old. */
    Set<Id> youngOnesOf(List<Id> actions) {
        return actions.isEmpty()
                ? Set.of()
                : server.read(handle -> handle.createQuery("""
                        SELECT action FROM latchkey_ledger WHERE action IN (<actions>) AND marked_at >= :before
                        """)
                        .bindList("actions", actions.stream().map(Id::bytes).toList())
                        .bind("before", before)
                        .map((row, context) -> Id.of(row.getBytes("action")))
                        .set());
    }

    /** Deletes those that are there and old still, in one transaction. Answers how many were. */
    long delete(List<Id> actions) {
        return actions.isEmpty() ? 0 : Deadlocks.outlast(() -> deleteOnce(actions));
    }

    private long deleteOnce(List<Id> actions) {
        return server.jdbi().inTransaction(handle -> {
            try (PreparedBatch batch = handle.prepareBatch(delete)) {
                actions.stream()
                        .sorted(Comparator.comparing(Id::toString)) // two who delete at once lock in one order
                        .forEach(action -> batch.bind("action", action.bytes())
                                .bind("before", before)
                                .add());
                return Arrays.stream(batch.execute()).asLongStream().sum();
            }
        });
    }
}
