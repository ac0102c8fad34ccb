package dev.latchkey.run;

import dev.latchkey.Bucket;
import java.util.Optional;

/** Knows where a bucket is owned now, by asking the shards themselves. */
@FunctionalInterface
public interface BucketOwners {

    /** The shard that says it owns the bucket; empty while the bucket moves, or while that shard can't be asked. */
    Optional<Home> ownerNow(Bucket bucket);
}
