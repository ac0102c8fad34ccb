package dev.latchkey.lists;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.Id;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.mysql.Question;
import dev.latchkey.mysql.Server;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The table {@code latchkey_list_item}. */
final class ItemRows {

    /** So many hashes in one statement: of 1,000 MariaDB makes a subquery by default, see its in_predicate_conversion_threshold. */
    private static final int TOGETHER = 500;

    /** Without a lock; nothing where the bucket or the list isn't what it was, which is then for others to find out. */
    private static final String POSITION = """
            SELECT i.position
            FROM latchkey_list AS l
                JOIN latchkey_bucket AS b ON b.bucket = l.bucket AND b.owned = 1
                JOIN latchkey_list_item AS i ON i.list = l.list
            WHERE %s AND l.%s = ? AND i.hash = ?
            """;

    static final String OF_THE_LIST = POSITION.formatted(ListRows.ALIVE, "list");
    static final String OF_THE_NAME = POSITION.formatted(ListRows.ALIVE, "name_id");

    private ItemRows() {}

    /**
     * Where an item is.
     *
     * @param mine whether the call that asks has inserted it
     */
    record Place(long position, boolean mine) {}

    /** The position of an item that is there; one round trip. */
    static Optional<Long> position(Server server, String sql, Id listOrName, Item item) {
        try {
            return server.find(new Question<>(
                    sql,
                    statement -> {
                        statement.setBytes(1, listOrName.bytes());
                        statement.setBytes(2, item.hash().array());
                    },
                    row -> row.getLong(1)));
        } catch (SQLException e) {
            throw new ServerUnavailableException("looking for an item of a list", server.label(), e);
        }
    }

    /** Those of these items that are there. The index is named, since a table that has just grown has no statistics. */
    static Map<ByteBuffer, Place> find(Handle handle, Id list, List<Item> items, Id call) {
        List<byte[]> all = items.stream().map(item -> item.hash().array()).toList();
        Map<ByteBuffer, Place> found = new HashMap<>();
        for (int from = 0; from < all.size(); from += TOGETHER) {
            handle.createQuery("""
                            SELECT hash, position, inserted_by = :call AS mine
                            FROM latchkey_list_item FORCE INDEX (latchkey_list_item_hash)
                            WHERE list = :list AND hash IN (<hashes>)
                            """)
                    .bind("call", call.bytes())
                    .bind("list", list.bytes())
                    .bindList("hashes", all.subList(from, Math.min(from + TOGETHER, all.size())))
                    .map((row, context) -> Map.entry(
                            ByteBuffer.wrap(row.getBytes("hash")),
                            new Place(row.getLong("position"), row.getBoolean("mine"))))
                    .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        }
        return found;
    }

    /** Inserts them behind the last one of the list, in as few packets as they fit into. */
    static Map<ByteBuffer, Place> append(Handle handle, Id list, long size, List<Item> items, Id call) {
        Map<ByteBuffer, Place> appended = new HashMap<>();
        long position = size;
        try (PreparedBatch batch = handle.prepareBatch("""
                INSERT INTO latchkey_list_item (list, position, hash, item, inserted_by)
                VALUES (:list, :position, :hash, :item, :call)
                """)) {
            for (Item item : items) {
                position++;
                appended.put(item.hash(), new Place(position, true));
                batch.bind("list", list.bytes())
                        .bind("position", position)
                        .bind("hash", item.hash().array())
                        .bind("item", item.bytes())
                        .bind("call", call.bytes())
                        .add();
            }
            int[] unused = batch.execute();
        }
        handle.createUpdate("UPDATE latchkey_list SET size = :size WHERE list = :list")
                .bind("size", position)
                .bind("list", list.bytes())
                .execute();
        return appended;
    }

    static List<String> read(Handle handle, Id list, long after, int most) {
        return handle.createQuery("""
                        SELECT item FROM latchkey_list_item
                        WHERE list = :list AND position > :after
                        ORDER BY position
                        LIMIT :most
                        """)
                .bind("list", list.bytes())
                .bind("after", after)
                .bind("most", most)
                .map((row, context) -> new String(row.getBytes("item"), UTF_8))
                .list();
    }
}
