package dev.latchkey.trials.torture.ground;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latchkey.LockKey;
import dev.latchkey.locks.Shard;
import dev.latchkey.sharding.Fleet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The tables of a campaign, on each shard: a counter for each lock key, which work reads and sets without any care of its own;
 * the traces of all effects; and two rows over which works deadlock.
 */
public final class Tables {

    private static final List<String> MAKE = List.of(
            "DROP TABLE IF EXISTS torture_counter",
            "DROP TABLE IF EXISTS torture_effect",
            "DROP TABLE IF EXISTS torture_row",
            "DROP PROCEDURE IF EXISTS torture_release",
            "CREATE TABLE torture_counter (lock_key VARCHAR(64) NOT NULL PRIMARY KEY, n BIGINT NOT NULL) ENGINE = InnoDB",
            """
            CREATE TABLE torture_effect (
                id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
                operation VARCHAR(64) NOT NULL,
                lock_key VARCHAR(64) NOT NULL,
                work_id VARCHAR(64) NOT NULL,
                half TINYINT NOT NULL,
                seen BIGINT NOT NULL,
                KEY torture_effect_key (lock_key)
            ) ENGINE = InnoDB
            """,
            "CREATE TABLE torture_row (id INT NOT NULL PRIMARY KEY, n BIGINT NOT NULL) ENGINE = InnoDB",
            "INSERT INTO torture_row (id, n) VALUES (1, 0), (2, 0)",
            "CREATE PROCEDURE torture_release(IN name VARCHAR(64) CHARACTER SET utf8mb4) DO RELEASE_LOCK(name)");

    private static final List<String> UNMAKE = MAKE.subList(0, 4);

    private final Fleet fleet;

    public Tables(Fleet fleet) {
        this.fleet = fleet;
    }

    /** Makes them anew, and forgets what earlier campaigns left. */
    public void create(List<LockKey> keys) {
        forget();
        onEachShard(handle -> MAKE.forEach(handle::execute));
        keys.forEach(key -> fleet.shardOf(key)
                .server()
                .jdbi()
                .useHandle(handle ->
                        handle.execute("INSERT INTO torture_counter (lock_key, n) VALUES (?, 0)", key.text())));
    }

    /** Leaves nothing behind. */
    public void drop() {
        onEachShard(handle -> UNMAKE.forEach(handle::execute));
        forget();
    }

    private void forget() {
        String namespace = Keys.NAMESPACE.text();
        onEachShard(handle -> deleteOurs(handle, "namespace", namespace));
        fleet.ledger()
                .ifPresent(ledger -> ledger.server()
                        .jdbi()
                        .useHandle(handle ->
                                handle.execute("DELETE FROM latchkey_ledger WHERE namespace = ?", namespace)));
    }

    private void onEachShard(Consumer<Handle> action) {
        fleet.shards().forEach(shard -> shard.server().jdbi().useHandle(action::accept));
    }

    /** Deletes what buckets that have moved left behind on the shards where they were: those rows are nobody's. */
    public void deleteStaleRows(List<LockKey> moved) {
        for (LockKey key : moved) {
            fleet.shards().stream()
                    .filter(shard -> !shard.equals(fleet.shardOf(key)))
                    .forEach(shard -> shard.server().jdbi().useHandle(handle -> deleteRows(handle, key)));
        }
    }

    private static void deleteRows(Handle handle, LockKey key) {
        handle.execute("DELETE FROM torture_counter WHERE lock_key = ?", key.text());
        handle.execute("DELETE FROM torture_effect WHERE lock_key = ?", key.text());
        deleteOurs(handle, "bucket", key.bucket().number());
    }

    /** From the tables of the library, on a shard. */
    private static void deleteOurs(Handle handle, String column, Object value) {
        String where = " WHERE " + column + " = ?";
        handle.execute(
                "DELETE FROM latchkey_list_item WHERE list IN (SELECT list FROM latchkey_list" + where + ")", value);
        handle.execute("DELETE FROM latchkey_list" + where, value);
        handle.execute("DELETE FROM latchkey_token" + where, value);
        handle.execute("DELETE FROM latchkey_receipt" + where, value);
    }

    /** The counters of all keys. */
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        for (Shard shard : fleet.shards()) {
            shard.server()
                    .jdbi()
                    .useHandle(handle -> handle.createQuery("SELECT lock_key, n FROM torture_counter")
                            .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                            .forEach(entry -> counters.merge(entry.getKey(), entry.getValue(), Long::sum)));
        }
        return counters;
    }

    /** All traces. */
    public List<Effect> effects() {
        List<Effect> effects = new ArrayList<>();
        for (Shard shard : fleet.shards()) {
            effects.addAll(shard.server()
                    .jdbi()
                    .withHandle(handle -> handle.createQuery(
                                    "SELECT operation, lock_key, work_id, half, seen FROM torture_effect")
                            .map((row, context) -> new Effect(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getString(3),
                                    row.getInt(4),
                                    row.getLong(5)))
                            .list()));
        }
        return effects;
    }

    /** All items of the campaign's lists. */
    public List<Item> items() {
        List<Item> items = new ArrayList<>();
        for (Shard shard : fleet.shards()) {
            items.addAll(shard.server()
                    .jdbi()
                    .withHandle(handle -> handle.createQuery("""
                                    SELECT lock_key, position, item
                                    FROM latchkey_list JOIN latchkey_list_item USING (list)
                                    WHERE namespace = :namespace
                                    """)
                            .bind("namespace", Keys.NAMESPACE.text())
                            .map((row, context) ->
                                    new Item(row.getString(1), row.getLong(2), new String(row.getBytes(3), UTF_8)))
                            .list()));
        }
        return items;
    }

    /** All receipts of the campaign. */
    public List<Done> receipts() {
        List<Done> receipts = new ArrayList<>();
        fleet.shards()
                .forEach(shard ->
                        receipts.addAll(done("latchkey_receipt", shard.server().jdbi())));
        return receipts;
    }

    /** All marks of the campaign; empty without a ledger. */
    public List<Done> marks() {
        return fleet.ledger()
                .map(ledger -> done("latchkey_ledger", ledger.server().jdbi()))
                .orElse(List.of());
    }

    private static List<Done> done(String table, Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT lock_key, work_id, run_id, result FROM <table> WHERE namespace = :namespace")
                .define("table", table)
                .bind("namespace", Keys.NAMESPACE.text())
                .map((row, context) -> done(row))
                .list());
    }

    private static Done done(ResultSet row) throws SQLException {
        return new Done(
                row.getString(1),
                row.getString(2),
                HexFormat.of().formatHex(row.getBytes(3)),
                new String(row.getBytes(4), UTF_8));
    }
}
