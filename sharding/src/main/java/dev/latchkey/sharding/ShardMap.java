package dev.latchkey.sharding;

import dev.latchkey.Bucket;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which shard owns which bucket: every bucket has exactly one owner.
 *
 * <pre>{@code
 * ShardMap two = ShardMap.even(List.of("s1", "s2"));
 * ShardMap three = two.withShard("s3"); // moves 341 buckets, all of them to s3
 * }</pre>
 *
 * <p>Immutable.
 */
public final class ShardMap {

    private final long epoch;
    private final Owner[] owners;

    private ShardMap(long epoch, Owner[] owners) {
        this.epoch = epoch;
        this.owners = owners;
    }

    /**
     * The owner of a bucket.
     *
     * @param since the epoch with which it came to own the bucket
     */
    public record Owner(String shard, long since) {}

    /** The map of a new fleet: the shards share the buckets evenly, whatever the order in which they are named. */
    public static ShardMap even(Collection<String> shards) {
        List<String> sorted = List.copyOf(new TreeSet<>(shards));
        if (sorted.isEmpty() || sorted.size() != shards.size() || sorted.size() > Bucket.COUNT) {
            throw new IllegalArgumentException("%s are not 1 to %d different shards".formatted(shards, Bucket.COUNT));
        }
        Owner[] owners = new Owner[Bucket.COUNT];
        Arrays.setAll(owners, bucket -> new Owner(sorted.get(bucket * sorted.size() / Bucket.COUNT), 1));
        return new ShardMap(1, owners);
    }

    /**
     * The map as the shards tell it.
     *
     * @param epoch the newest that any of them knows
     * @param owners the owner of each bucket
     * @throws IllegalArgumentException if not every bucket has one
     */
    public static ShardMap of(long epoch, SortedMap<Integer, Owner> owners) {
        if (owners.size() != Bucket.COUNT || owners.firstKey() != 0 || owners.lastKey() != Bucket.COUNT - 1) {
            throw new IllegalArgumentException(
                    "%d buckets have an owner, of %d".formatted(owners.size(), Bucket.COUNT));
        }
        return new ShardMap(epoch, owners.values().toArray(Owner[]::new));
    }

    /** Grows by one with each change. */
    public long epoch() {
        return epoch;
    }

    /** The shard that owns a bucket. */
    public String owner(Bucket bucket) {
        return owners[bucket.number()].shard();
    }

    /** The epoch with which its owner came to own a bucket. */
    public long ownedSince(Bucket bucket) {
        return owners[bucket.number()].since();
    }

    /** The buckets of a shard, in order. */
    public List<Bucket> bucketsOf(String shard) {
        return IntStream.range(0, Bucket.COUNT)
                .filter(bucket -> owners[bucket].shard().equals(shard))
                .mapToObj(Bucket::new)
                .toList();
    }

    /** The shards that own buckets, in order. */
    public List<String> shards() {
        return List.copyOf(load().keySet());
    }

    /** The map after one bucket has moved. */
    public ShardMap withOwner(Bucket bucket, String shard) {
        return withOwner(bucket, shard, epoch + 1);
    }

    /** The map after one bucket has moved, as its new owner tells it. */
    ShardMap withOwner(Bucket bucket, String shard, long since) {
        Owner[] changed = owners.clone();
        changed[bucket.number()] = new Owner(shard, since);
        return new ShardMap(Math.max(epoch + 1, since), changed);
    }

    /** The map with one shard more: it takes its even share from those that have the most, and nothing else moves. */
    public ShardMap withShard(String shard) {
        SortedMap<String, Integer> load = load();
        if (load.containsKey(shard)) {
            throw new IllegalArgumentException("shard %s is in the map already".formatted(shard));
        }
        Owner[] changed = owners.clone();
        for (int share = Bucket.COUNT / (load.size() + 1); share > 0; share--) {
            String fullest = load.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            changed[lastOf(fullest, changed)] = new Owner(shard, epoch + 1);
            load.merge(fullest, -1, Integer::sum);
        }
        return new ShardMap(epoch + 1, changed);
    }

    private SortedMap<String, Integer> load() {
        SortedMap<String, Integer> load = new TreeMap<>();
        for (Owner owner : owners) {
            load.merge(owner.shard(), 1, Integer::sum);
        }
        return load;
    }

    private static int lastOf(String shard, Owner[] owners) {
        int bucket = owners.length - 1;
        while (!owners[bucket].shard().equals(shard)) {
            bucket--;
        }
        return bucket;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardMap map && map.epoch == epoch && Arrays.equals(map.owners, owners);
    }

    @Override
    public int hashCode() {
        return Objects.hash(epoch, Arrays.hashCode(owners));
    }

    /** Epoch and load: {@code epoch 1: {s1=512, s2=512}}. */
    @Override
    public String toString() {
        return "epoch " + epoch + ": " + load();
    }
}
