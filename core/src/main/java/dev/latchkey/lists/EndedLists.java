package dev.latchkey.lists;

import dev.latchkey.Id;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.Server;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jdbi.v3.core.Handle;

/**
 * Lists of a server that have ended, and their rows. Nobody waits for their deletion but who inserts into a list that has ended: the
 * list's row is locked, then a page of items goes by primary key, at READ COMMITTED. Several may do it at once. Thread-safe.
 */
public final class EndedLists {

    /** A transaction of some milliseconds, as when receipts are deleted. */
    private static final int PAGE = 500;

    private final Transactions transactions;

    /** Those of this server. */
    public EndedLists(Server server) {
        this.transactions = new Transactions(server);
    }

    /**
     * How many items they have.
     *
     * @throws ServerUnavailableException if the server can't be asked
     */
    public long count() {
        return transactions.read(
                "counting the items of ended lists",
                handle -> handle.createQuery("""
                        SELECT COUNT(*)
                        FROM latchkey_list AS l JOIN latchkey_list_item AS i ON i.list = l.list
                        WHERE l.ends_at <= UTC_TIMESTAMP(6)
                        """).mapTo(Long.class).one());
    }

    /**
     * Deletes them all.
     *
     * @param progress is given, after each batch, how many items it took
     * @return how many items went
     * @throws InterruptedException between two batches; what went until then is gone
     * @throws ServerUnavailableException if the server can't be reached, or the account may not DELETE
     */
    public long delete(LongConsumer progress) throws InterruptedException {
        long all = 0;
        for (Optional<Id> list = oldest(); list.isPresent(); list = oldest()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted after %,d items of ended lists".formatted(all));
            }
            long items = deletePage(list.get());
            progress.accept(items);
            all += items;
        }
        return all;
    }

    /** Deletes a page of the list that ended first. */
    long deletePage() {
        return oldest().map(this::deletePage).orElse(0L);
    }

    private Optional<Id> oldest() {
        return transactions.read(
                "looking for ended lists",
                handle -> handle.createQuery("""
                        SELECT list FROM latchkey_list WHERE ends_at <= UTC_TIMESTAMP(6) ORDER BY ends_at LIMIT 1
                        """)
                        .map((row, context) -> Id.of(row.getBytes("list")))
                        .findOne());
    }

    private long deletePage(Id list) {
        return transactions.commit("deleting an ended list", handle -> {
            Optional<Long> size = handle.createQuery("SELECT size FROM latchkey_list WHERE list = :list FOR UPDATE")
                    .bind("list", list.bytes())
                    .mapTo(Long.class)
                    .findOne();
            return size.isPresent() ? deletePage(handle, list, size.get()) : 0L;
        });
    }

    private static long deletePage(Handle handle, Id list, long size) {
        long first = handle.createQuery("SELECT COALESCE(MIN(position), 0) FROM latchkey_list_item WHERE list = :list")
                .bind("list", list.bytes())
                .mapTo(Long.class)
                .one();
        long items = handle.createUpdate(
                        "DELETE FROM latchkey_list_item WHERE list = :list AND position BETWEEN :first AND :last")
                .bind("list", list.bytes())
                .bind("first", first)
                .bind("last", first + PAGE - 1)
                .execute();
        if (first + items > size || items == 0) {
            handle.createUpdate("DELETE FROM latchkey_list WHERE list = :list")
                    .bind("list", list.bytes())
                    .execute();
        }
        return items;
    }
}
