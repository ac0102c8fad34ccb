package dev.latchkey.lists;

import dev.latchkey.Id;
import dev.latchkey.ListEndedException;
import dev.latchkey.LockKey;
import dev.latchkey.WrongShardException;
import dev.latchkey.mysql.Server;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The table {@code latchkey_list} of one server. */
final class ListRows {

    /** Also where it is read that a list has an item. */
    static final String ALIVE = "l.has_name = 1 AND (l.ends_at IS NULL OR l.ends_at > UTC_TIMESTAMP(6))";

    private static final String OF_THE_NAME =
            "SELECT l.list, l.ends_at FROM latchkey_list AS l WHERE l.name_id = :nameId AND l.has_name = 1";

    private final Server server;
    private final Transactions transactions;

    ListRows(Server server) {
        this.server = server;
        this.transactions = new Transactions(server);
    }

    /**
     * What a list's row says now.
     *
     * @param alive whether it hasn't ended
     */
    record State(long size, @Nullable Instant endsAt, boolean alive) {}

    /** The list of this name, unless it has ended. */
    Optional<Listed> find(ListName name) {
        return transactions.read("looking for list " + name, handle -> {
            Optional<Listed> found = ofTheName(handle, name, OF_THE_NAME + " AND " + ALIVE);
            requireOwned(handle, name.key(), "");
            return found;
        });
    }

    private static Optional<Listed> ofTheName(Handle handle, ListName name, String sql) {
        return handle.createQuery(sql)
                .bind("nameId", name.id().bytes())
                .map((row, context) -> new Listed(name, Id.of(row.getBytes("list")), utc(row, "ends_at")))
                .findOne();
    }

    private static @Nullable Instant utc(ResultSet row, String column) throws SQLException {
        LocalDateTime time = row.getObject(column, LocalDateTime.class);
        return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }

    /** A new list, or the one that somebody else has made meanwhile. */
    Listed make(ListName name, @Nullable Duration duration) {
        return transactions.commit("setting up list " + name, handle -> {
            requireOwned(handle, name.key(), "LOCK IN SHARE MODE");
            handle.createUpdate("""
                            UPDATE latchkey_list SET has_name = NULL
                            WHERE name_id = :nameId AND has_name = 1 AND ends_at <= UTC_TIMESTAMP(6)
                            """).bind("nameId", name.id().bytes()).execute();
            handle.createUpdate("""
                            INSERT IGNORE INTO latchkey_list
                                (list, name_id, has_name, kind, bucket, namespace, lock_key, set_up_at, ends_at, size)
                            VALUES (:list, :nameId, 1, :kind, :bucket, :namespace, :lockKey, UTC_TIMESTAMP(6),
                                UTC_TIMESTAMP(6) + INTERVAL :micros MICROSECOND, 0)
                            """)
                    .bind("list", Id.random().bytes())
                    .bind("nameId", name.id().bytes())
                    .bind("kind", name.kind().name())
                    .bind("bucket", name.key().bucket().number())
                    .bind("namespace", name.namespace().text())
                    .bind("lockKey", name.key().text())
                    .bind("micros", duration == null ? null : (Long) (duration.toNanos() / 1000))
                    .execute();
            return ofTheName(handle, name, OF_THE_NAME).orElseThrow();
        });
    }

    /** Answers how many have ended by it: 0 if it had before. */
    int tearDown(Listed list) {
        return transactions.commit("tearing down list " + list.name(), handle -> {
            requireOwned(handle, list.name().key(), "LOCK IN SHARE MODE");
            return handle.createUpdate("""
                            UPDATE latchkey_list AS l SET l.has_name = NULL, l.ends_at = UTC_TIMESTAMP(6)
                            WHERE l.list = :list AND\s""" + ALIVE)
                    .bind("list", list.id().bytes())
                    .execute();
        });
    }

    /**
     * Locks the bucket in common with others, and the list alone.
     *
     * @return empty if its row is gone
     */
    Optional<State> lock(Handle handle, Listed list) {
        requireOwned(handle, list.name().key(), "LOCK IN SHARE MODE");
        return state(handle, list, "FOR UPDATE");
    }

    /** Looks without a lock: after something was read, whether it was at home here, and the list hadn't ended. */
    State requireAlive(Handle handle, Listed list) {
        Optional<State> state = state(handle, list, "");
        requireOwned(handle, list.name().key(), "");
        return state.filter(State::alive).orElseThrow(() -> ended(list, state));
    }

    private static Optional<State> state(Handle handle, Listed list, String lock) {
        return handle.createQuery(
                        "SELECT l.size, l.ends_at, COALESCE(%s, 0) AS alive FROM latchkey_list AS l WHERE l.list = :list %s"
                                .formatted(ALIVE, lock))
                .bind("list", list.id().bytes())
                .map((row, context) -> new State(row.getLong("size"), utc(row, "ends_at"), row.getBoolean("alive")))
                .findOne();
    }

    private void requireOwned(Handle handle, LockKey key, String lock) {
        boolean owned = handle.createQuery("SELECT owned FROM latchkey_bucket WHERE bucket = :bucket " + lock)
                .bind("bucket", key.bucket().number())
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
        if (!owned) {
            throw new WrongShardException(key, server.label());
        }
    }

    ListEndedException ended(Listed list, Optional<State> state) {
        String how = state.map(State::endsAt)
                .map(end -> (Objects.equals(end, list.endsAt()) ? "its duration was over at " : "it was torn down at ")
                        + end)
                .orElse("its rows are gone");
        return new ListEndedException(list.name().key(), server.label(), how);
    }
}
