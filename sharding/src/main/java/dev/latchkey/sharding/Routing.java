package dev.latchkey.sharding;

import dev.latchkey.Bucket;
import dev.latchkey.LockKey;
import dev.latchkey.WrongShardException;
import dev.latchkey.locks.Shard;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;

/** Leads keys to their shards, and learns where a bucket has gone when a shard denies it. Thread-safe. */
final class Routing {

    private final Servers servers;
    private volatile ShardMap map;

    Routing(Servers servers) {
        this.servers = servers;
        this.map = FleetCheck.map(servers.shards());
    }

    ShardMap map() {
        return map;
    }

    /** The shard that owns the key, as far as is known. */
    Shard shardOf(LockKey key) {
        return servers.shard(map.owner(key.bucket()));
    }

    List<Shard> shards() {
        return servers.shards();
    }

    /** The shard that says it owns the key now, after one has denied it; throws that denial if there is none. */
    Shard reroute(LockKey key, WrongShardException denied) {
        Shard owner = ownerNow(key.bucket()).orElseThrow(() -> denied);
        learn(key.bucket(), owner);
        return owner;
    }

    private synchronized void learn(Bucket bucket, Shard owner) {
        map = map.withOwner(bucket, owner.name());
    }

    /** The shard that says it owns the bucket; empty while it moves, or while a shard can't be asked. */
    Optional<Shard> ownerNow(Bucket bucket) {
        try {
            return servers.shards().stream()
                    .filter(shard -> Buckets.owns(shard, bucket))
                    .findFirst();
        } catch (JdbiException e) {
            return Optional.empty();
        }
    }
}
