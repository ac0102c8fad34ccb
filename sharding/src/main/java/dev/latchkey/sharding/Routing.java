package dev.latchkey.sharding;

import dev.latchkey.Bucket;
import dev.latchkey.LockKey;
import dev.latchkey.WrongShardException;
import dev.latchkey.locks.Shard;
import dev.latchkey.run.Home;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads keys to their shards, and learns where a bucket has gone when a shard denies it. Thread-safe. */
final class Routing {

    private static final Logger LOG = LoggerFactory.getLogger(Routing.class);

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
        return homeOf(key).shard();
    }

    /** The same, and since when. */
    Home homeOf(LockKey key) {
        ShardMap now = map;
        return new Home(servers.shard(now.owner(key.bucket())), now.ownedSince(key.bucket()));
    }

    List<Shard> shards() {
        return servers.shards();
    }

    /** Calls with the shard that owns the key as far as is known; if that denies it, with the one that owns it now, once. */
    <T> T at(LockKey key, Function<Shard, T> call) {
        Shard shard = shardOf(key);
        try {
            return call.apply(shard);
        } catch (WrongShardException e) {
            return call.apply(reroute(key, e).shard());
        }
    }

    /** The shard that says it owns the key now, after one has denied it; throws that denial if there is none. */
    Home reroute(LockKey key, WrongShardException denied) {
        Home home = ownerNow(key.bucket()).orElseThrow(() -> denied);
        learn(key.bucket(), home);
        return home;
    }

    private synchronized void learn(Bucket bucket, Home home) {
        map = map.withOwner(bucket, home.shard().name(), home.epoch());
    }

    /** The shard that says it owns the bucket; empty while it moves, or while a shard can't be asked. */
    Optional<Home> ownerNow(Bucket bucket) {
        try {
            for (Shard shard : servers.shards()) {
                Optional<Long> since = Buckets.ownedSince(shard, bucket);
                if (since.isPresent()) {
                    return Optional.of(new Home(shard, since.get()));
                }
            }
        } catch (SQLException e) {
            LOG.debug("a shard can't be asked for bucket {}", bucket, e);
        }
        return Optional.empty();
    }
}
