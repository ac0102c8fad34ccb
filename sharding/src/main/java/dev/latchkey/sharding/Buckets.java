package dev.latchkey.sharding;

import dev.latchkey.Bucket;
import dev.latchkey.locks.Shard;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The table {@code latchkey_bucket}: what a shard says of the buckets. */
final class Buckets {

    private Buckets() {}

    static List<Integer> ownedBy(Shard shard) {
        return shard.server()
                .read(handle -> handle.createQuery("SELECT bucket FROM latchkey_bucket WHERE owned = 1")
                        .mapTo(Integer.class)
                        .list());
    }

    static long epoch(Shard shard) {
        return shard.server()
                .read(handle -> handle.createQuery("SELECT COALESCE(MAX(epoch), 0) FROM latchkey_bucket")
                        .mapTo(Long.class)
                        .one());
    }

    static boolean owns(Shard shard, Bucket bucket) {
        return owned(shard, Set.of(bucket)).contains(bucket);
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
