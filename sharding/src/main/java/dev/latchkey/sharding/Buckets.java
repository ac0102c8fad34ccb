package dev.latchkey.sharding;

import dev.latchkey.Bucket;
import dev.latchkey.locks.Shard;
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

    /** With which epoch the shard came to own the bucket; empty if it doesn't. */
    static Optional<Long> ownedSince(Shard shard, Bucket bucket) {
        return shard.server()
                .read(handle -> handle.createQuery(
                                "SELECT epoch FROM latchkey_bucket WHERE owned = 1 AND bucket = :bucket")
                        .bind("bucket", bucket.number())
                        .mapTo(Long.class)
                        .findOne());
    }

    /** Which of these buckets the shard owns. */
    static Set<Bucket> owned(Shard shard, Set<Bucket> buckets) {
        List<Integer> numbers = buckets.stream().map(Bucket::number).toList();
        return shard.server()
                .read(handle -> handle.createQuery(
                                "SELECT bucket FROM latchkey_bucket WHERE owned = 1 AND bucket IN (<buckets>)")
                        .bindList("buckets", numbers)
                        .mapTo(Integer.class)
                        .map(Bucket::new)
                        .collect(Collectors.toSet()));
    }
}
