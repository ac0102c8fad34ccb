package dev.latchkey.sharding;

import dev.latchkey.Bucket;
import dev.latchkey.locks.Shard;
import dev.latchkey.mysql.Question;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The table {@code latchkey_bucket}: what a shard says of the buckets. */
final class Buckets {

    private Buckets() {}

    /** The buckets that the shard owns, and with which epoch it came to own each. */
    static Map<Integer, Long> ownedBy(Shard shard) {
        return shard.server()
                .read(handle -> handle.createQuery("SELECT bucket, epoch FROM latchkey_bucket WHERE owned = 1")
                        .map((row, context) -> Map.entry(row.getInt(1), row.getLong(2)))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    static long epoch(Shard shard) {
        return shard.server()
                .read(handle -> handle.createQuery("SELECT COALESCE(MAX(epoch), 0) FROM latchkey_bucket")
                        .mapTo(Long.class)
                        .one());
    }

    /**
     * With which epoch the shard came to own the bucket; empty if it doesn't.
     *
     * @throws SQLException if the shard can't be asked
     */
    static Optional<Long> ownedSince(Shard shard, Bucket bucket) throws SQLException {
        return shard.server()
                .find(new Question<>(
                        "SELECT epoch FROM latchkey_bucket WHERE owned = 1 AND bucket = ?",
                        statement -> statement.setInt(1, bucket.number()),
                        row -> row.getLong(1)));
    }

    /**
     * One of these buckets that the shard doesn't own; empty if it owns them all, which takes one round trip.
     *
     * @throws SQLException if the shard can't be asked
     */
    static Optional<Bucket> notOwned(Shard shard, Set<Bucket> buckets) throws SQLException {
        List<Bucket> all = List.copyOf(buckets);
        long owned = shard.server()
                .find(new Question<>(
                        "SELECT COUNT(*) FROM latchkey_bucket WHERE owned = 1 AND bucket IN (%s)"
                                .formatted(String.join(", ", Collections.nCopies(all.size(), "?"))),
                        statement -> {
                            for (int i = 0; i < all.size(); i++) {
                                statement.setInt(i + 1, all.get(i).number());
                            }
                        },
                        row -> row.getLong(1)))
                .orElse(0L);
        if (owned == all.size()) {
            return Optional.empty();
        }
        for (Bucket bucket : all) {
            if (ownedSince(shard, bucket).isEmpty()) {
                return Optional.of(bucket);
            }
        }
        return Optional.empty(); // it has come back meanwhile
    }
}
