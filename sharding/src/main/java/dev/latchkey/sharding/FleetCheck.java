package dev.latchkey.sharding;

import dev.latchkey.Bucket;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.locks.Shard;
import dev.latchkey.sharding.ShardMap.Owner;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Refuses servers that don't fit together. */
final class FleetCheck {

    private FleetCheck() {}

    /** These shards must be of one fleet, each another one of it. */
    static void oneFleet(List<ShardIdentity> shards) {
        Set<String> names = new HashSet<>();
        for (ShardIdentity shard : shards) {
            if (!shard.fleet().equals(shards.get(0).fleet())) {
                throw new RefusedConfigurationException(
                        "shard %s is of fleet %s, shard %s of fleet %s; name the servers of one fleet"
                                .formatted(shards.get(0).name(), shards.get(0).fleet(), shard.name(), shard.fleet()));
            }
            if (!names.add(shard.name())) {
                throw new RefusedConfigurationException(
                        "two servers say that they are shard %s; one is a copy of the other, leave it out"
                                .formatted(shard.name()));
            }
        }
    }

    /** All shards of the fleet must be there. */
    static void complete(List<ShardIdentity> shards) {
        oneFleet(shards);
        if (shards.get(0).shards() != shards.size()) {
            throw new RefusedConfigurationException("the fleet has %d shards, %d were given: %s; name all of them"
                    .formatted(
                            shards.get(0).shards(),
                            shards.size(),
                            shards.stream().map(ShardIdentity::name).toList()));
        }
    }

    /** Reads the map from the shards: every bucket must have exactly one owner. */
    static ShardMap map(List<Shard> shards) {
        SortedMap<Integer, Owner> owners = new TreeMap<>();
        long epoch = 0;
        for (Shard shard : shards) {
            for (Map.Entry<Integer, Long> owned : Buckets.ownedBy(shard).entrySet()) {
                int bucket = owned.getKey();
                Owner other = owners.put(bucket, new Owner(shard.name(), owned.getValue()));
                if (other != null) {
                    throw new RefusedConfigurationException(
                            "bucket %d is owned by shards %s and %s; set owned = 0 in latchkey_bucket of the one that must not have it"
                                    .formatted(bucket, other.shard(), shard.name()));
                }
            }
            epoch = Math.max(epoch, Buckets.epoch(shard));
        }
        if (owners.size() != Bucket.COUNT) {
            throw new RefusedConfigurationException(
                    "%d of %d buckets are owned by no shard; finish the move that was interrupted, or set owned = 1 in latchkey_bucket where their data is"
                            .formatted(Bucket.COUNT - owners.size(), Bucket.COUNT));
        }
        return ShardMap.of(epoch, owners);
    }
}
