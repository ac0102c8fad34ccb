package dev.latchkey.trials.torture.nemesis;

import dev.latchkey.LockKey;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.torture.history.FaultKind;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Moves buckets from shard to shard, so that every shard map is stale sooner or later.
 *
 * <p>In the three steps of the design: the bucket is owned by nobody; in a new transaction its rows are copied; it is owned over there.
 * Each may be repeated after a failure, and is, until it is done: a bucket that belongs to nobody would be a fault without an end.
 * The rows stay where they were, too, as tempting as they can be for whoever hasn't heard of the move; and some buckets come back at
 * once, to those who began while they were away.
 */
final class BucketMover {

    private static final long PAUSE_MILLIS = 100;
    private static final String RECEIPTS =
            "action, run_id, bucket, namespace, lock_key, work_id, result, done_at, marked_at";
    private static final String TOKENS = "lock_key, namespace, bucket, token, drawn_at";
    private static final String LISTS =
            "list, name_id, has_name, kind, bucket, namespace, lock_key, set_up_at, ends_at, size";
    private static final String ITEMS = "list, position, hash, item, inserted_by";
    private static final String OF_THE_BUCKET = "WHERE list IN (SELECT list FROM latchkey_list WHERE bucket = ?)";
    private static final String EFFECTS = "operation, lock_key, work_id, half, seen";

    private final List<Target> shards;
    private final List<LockKey> keys;
    private final ReentrantLock oneMoveAtATime = new ReentrantLock();

    BucketMover(List<Target> shards, List<LockKey> keys) {
        this.shards = List.copyOf(shards);
        this.keys = List.copyOf(keys);
    }

    List<Fault> all() {
        return keys.isEmpty() ? List.of() : List.of(new Fault(FaultKind.BUCKET_MOVED, this::move));
    }

    private boolean move(Random random) throws SQLException, InterruptedException {
        if (!oneMoveAtATime.tryLock()) {
            return false;
        }
        try {
            LockKey key = keys.get(random.nextInt(keys.size()));
            ServerConfig from = owner(key);
            List<ServerConfig> others = shards.stream()
                    .map(Target::direct)
                    .filter(shard -> !shard.equals(from))
                    .toList();
            ServerConfig to = others.get(random.nextInt(others.size()));
            move(key, from, to);
            if (random.nextBoolean()) {
                move(key, to, from);
            }
            return true;
        } finally {
            oneMoveAtATime.unlock();
        }
    }

    private ServerConfig owner(LockKey key) throws SQLException {
        for (Target shard : shards) {
            if (!rows(shard.direct(), "SELECT 1 FROM latchkey_bucket WHERE bucket = ? AND owned = 1", bucket(key))
                    .isEmpty()) {
                return shard.direct();
            }
        }
        throw new SQLException("nobody owns the bucket of " + key);
    }

    private static int bucket(LockKey key) {
        return key.bucket().number();
    }

    private void move(LockKey key, ServerConfig from, ServerConfig to) throws InterruptedException {
        untilDone(() -> own(from, key, false));
        untilDone(() -> copy(key, from, to));
        untilDone(() -> own(to, key, true));
    }

    private interface Step {
        void take() throws SQLException;
    }

    private static void untilDone(Step step) throws InterruptedException {
        while (true) {
            try {
                step.take();
                return;
            } catch (SQLException e) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // the server is being restarted, or a gate holds the row
            }
        }
    }

    private static void own(ServerConfig shard, LockKey key, boolean owned) throws SQLException {
        in(
                shard,
                connection -> execute(
                        connection,
                        "INSERT INTO latchkey_bucket (bucket, owned, epoch, changed_at) VALUES (?, ?, 1, UTC_TIMESTAMP(6))"
                                + " ON DUPLICATE KEY UPDATE owned = VALUES(owned), epoch = epoch + 1, changed_at = VALUES(changed_at)",
                        bucket(key),
                        owned ? 1 : 0));
    }

    private static void copy(LockKey key, ServerConfig from, ServerConfig to) throws SQLException {
        List<List<Object>> receipts =
                rows(from, "SELECT %s FROM latchkey_receipt WHERE bucket = ?".formatted(RECEIPTS), bucket(key));
        List<List<Object>> tokens =
                rows(from, "SELECT %s FROM latchkey_token WHERE bucket = ?".formatted(TOKENS), bucket(key));
        List<List<Object>> lists =
                rows(from, "SELECT %s FROM latchkey_list WHERE bucket = ?".formatted(LISTS), bucket(key));
        List<List<Object>> items =
                rows(from, "SELECT %s FROM latchkey_list_item %s".formatted(ITEMS, OF_THE_BUCKET), bucket(key));
        List<List<Object>> effects =
                rows(from, "SELECT %s FROM torture_effect WHERE lock_key = ?".formatted(EFFECTS), key.text());
        List<List<Object>> counters =
                rows(from, "SELECT lock_key, n FROM torture_counter WHERE lock_key = ?", key.text());
        in(to, connection -> {
            execute(connection, "DELETE FROM latchkey_receipt WHERE bucket = ?", bucket(key));
            execute(connection, "DELETE FROM latchkey_token WHERE bucket = ?", bucket(key));
            execute(connection, "DELETE FROM latchkey_list_item " + OF_THE_BUCKET, bucket(key));
            execute(connection, "DELETE FROM latchkey_list WHERE bucket = ?", bucket(key));
            execute(connection, "DELETE FROM torture_effect WHERE lock_key = ?", key.text());
            execute(connection, "DELETE FROM torture_counter WHERE lock_key = ?", key.text());
            insert(connection, "latchkey_receipt", RECEIPTS, receipts);
            insert(connection, "latchkey_token", TOKENS, tokens);
            insert(connection, "latchkey_list", LISTS, lists);
            insert(connection, "latchkey_list_item", ITEMS, items);
            insert(connection, "torture_effect", EFFECTS, effects);
            insert(connection, "torture_counter", "lock_key, n", counters);
        });
    }

    private interface Statements {
        void sendTo(Connection connection) throws SQLException;
    }

    private static void in(ServerConfig shard, Statements transaction) throws SQLException {
        try (Connection connection = connect(shard)) {
            connection.setAutoCommit(false);
            transaction.sendTo(connection);
            connection.commit();
        }
    }

    private static Connection connect(ServerConfig shard) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", shard.user());
        properties.setProperty("password", shard.password());
        properties.setProperty("rewriteBatchedStatements", "true");
        return DriverManager.getConnection(shard.url().text(), properties);
    }

    private static List<List<Object>> rows(ServerConfig shard, String sql, Object parameter) throws SQLException {
        try (Connection connection = connect(shard);
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, parameter);
            try (ResultSet row = query.executeQuery()) {
                List<List<Object>> rows = new ArrayList<>();
                while (row.next()) {
                    List<Object> columns = new ArrayList<>();
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        columns.add(row.getObject(i));
                    }
                    rows.add(columns);
                }
                return rows;
            }
        }
    }

    private static void insert(Connection connection, String table, String columns, List<List<Object>> rows)
            throws SQLException {
        String marks = columns.replaceAll("[^,]+", "?");
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO %s (%s) VALUES (%s)".formatted(table, columns, marks))) {
            for (List<Object> row : rows) {
                for (int i = 0; i < row.size(); i++) {
                    insert.setObject(i + 1, row.get(i));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void execute(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }
}
