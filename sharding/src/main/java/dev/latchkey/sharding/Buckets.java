package dev.latchkey.sharding;

import dev.latchkey.Bucket;
import dev.latchkey.mysql.Shard;
import java.util.List;

/** The table {@code latchkey_bucket}: what a shard says of the buckets. */
final class Buckets {

    private Buckets() {}

    static List<Integer> ownedBy(Shard shard) {
        return shard.server()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT bucket FROM latchkey_bucket WHERE owned = 1")
                        .mapTo(Integer.class)
                        .list());
    }

    static long epoch(Shard shard) {
        return shard.server()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT COALESCE(MAX(epoch), 0) FROM latchkey_bucket")
                        .mapTo(Long.class)
                        .one());
    }

    static boolean owns(Shard shard, Bucket bucket) {
        return shard.server()
                .jdbi()
                .withHandle(handle ->
                        handle.createQuery("SELECT COUNT(*) FROM latchkey_bucket WHERE bucket = :bucket AND owned = 1")
                                        .bind("bucket", bucket.number())
                                        .mapTo(Long.class)
                                        .one()
                                == 1);
    }
}
