package dev.latchkey.trials.demo;

import static java.util.stream.Collectors.groupingBy;

import dev.latchkey.locks.Shard;
import dev.latchkey.mysql.Server;
import dev.latchkey.sharding.Fleet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The demo's own tables on the shards: an account lies where its lock does. */
final class Tables {

    /** As many rows as go into one statement. */
    static final int CHUNK = 1_000;

    private static final String ACCOUNT = """
            CREATE TABLE IF NOT EXISTS demo_account (
                id BIGINT NOT NULL,
                balance DECIMAL(24, 4) NOT NULL,
                PRIMARY KEY (id)
            ) ENGINE = InnoDB COMMENT = 'Latchkey demo: accounts'
            """;

    /** Without a unique key: work that is done twice must leave two rows. */
    private static final String ENTRY = """
            CREATE TABLE IF NOT EXISTS demo_entry (
                work_id VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
                account BIGINT NOT NULL,
                amount DECIMAL(24, 4) NOT NULL,
                KEY demo_entry_work (work_id),
                KEY demo_entry_account (account, amount)
            ) ENGINE = InnoDB COMMENT = 'Latchkey demo: what was added to the accounts'
            """;

    private final Fleet fleet;

    Tables(Fleet fleet) {
        this.fleet = fleet;
    }

    void create() {
        fleet.shards()
                .forEach(shard -> shard.server().jdbi().useHandle(handle -> {
                    handle.execute(ACCOUNT);
                    handle.execute(ENTRY);
                }));
    }

    /** Creates the accounts from 1 to {@code count} that are missing, with a balance of 0. */
    void createAccounts(int count) {
        byServer(LongStream.rangeClosed(1, count).boxed().toList())
                .forEach((server, ids) -> chunks(ids)
                        .forEach(chunk -> server.jdbi()
                                .useHandle(
                                        handle -> handle.execute("INSERT IGNORE INTO demo_account (id, balance) VALUES "
                                                + chunk.stream()
                                                        .map("(%d, 0)"::formatted)
                                                        .collect(Collectors.joining(", "))))));
    }

    /** Those of these accounts that don't exist where they should. */
    List<Long> missing(Collection<Long> accounts) {
        TreeSet<Long> missing = new TreeSet<>(accounts);
        byServer(missing)
                .forEach((server, ids) -> chunks(ids)
                        .forEach(chunk -> server.jdbi()
                                .withHandle(
                                        handle -> handle.createQuery("SELECT id FROM demo_account WHERE id IN (<ids>)")
                                                .bindList("ids", chunk)
                                                .mapTo(Long.class)
                                                .list())
                                .forEach(missing::remove)));
        return List.copyOf(missing);
    }

    /**
     * By how much the balance of each account differs from the sum of its entries, where it does. No run may change that, whatever
     * it was: both are changed by each work, in one transaction.
     */
    Map<Long, BigDecimal> drift() {
        Map<Long, BigDecimal> drift = new TreeMap<>();
        for (Shard shard : fleet.shards()) {
            shard.server()
                    .jdbi()
                    .useHandle(handle -> handle.createQuery("""
                                    SELECT a.id, a.balance - COALESCE(e.total, 0) AS difference
                                    FROM demo_account AS a
                                    LEFT JOIN (SELECT account, SUM(amount) AS total FROM demo_entry GROUP BY account) AS e
                                        ON e.account = a.id
                                    WHERE a.balance <> COALESCE(e.total, 0)
                                    """)
                            .map((row, context) -> Map.entry(row.getLong(1), row.getBigDecimal(2)))
                            .forEach(row -> drift.merge(row.getKey(), row.getValue(), BigDecimal::add)));
        }
        return drift;
    }

    private Map<Server, List<Long>> byServer(Collection<Long> accounts) {
        return accounts.stream()
                .collect(groupingBy(
                        account -> fleet.shardOf(Event.keyOf(account)).server()));
    }

    static <T> List<List<T>> chunks(Collection<T> all) {
        List<T> list = new ArrayList<>(all);
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < list.size(); from += CHUNK) {
            chunks.add(list.subList(from, Math.min(list.size(), from + CHUNK)));
        }
        return chunks;
    }
}
