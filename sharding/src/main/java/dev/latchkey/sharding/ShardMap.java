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
    private final String[] owners;

    private ShardMap(long epoch, String[] owners) {
        this.epoch = epoch;
        this.owners = owners;
    }

    /** The map of a new fleet: the shards share the buckets evenly, whatever the order in which they are named. */
    public static ShardMap even(Collection<String> shards) {
        List<String> sorted = List.copyOf(new TreeSet<>(shards));
        if (sorted.isEmpty() || sorted.size() != shards.size() || sorted.size() > Bucket.COUNT) {
            throw new IllegalArgumentException("%s are not 1 to %d different shards".formatted(shards, Bucket.COUNT));
        }
        String[] owners = new String[Bucket.COUNT];
        Arrays.setAll(owners, bucket -> sorted.get(bucket * sorted.size() / Bucket.COUNT));
        return new ShardMap(1, owners);
    }

    /**
     * The map as the shards tell it.
     *
     * @param epoch the newest that any of them knows
     * @param owners the owner of each bucket
     * @throws IllegalArgumentException if not every bucket has one
     */
    public static ShardMap of(long epoch, SortedMap<Integer, String> owners) {
        if (owners.size() != Bucket.COUNT || owners.firstKey() != 0 || owners.lastKey() != Bucket.COUNT - 1) {
            throw new IllegalArgumentException(
                    "%d buckets have an owner, of %d".formatted(owners.size(), Bucket.COUNT));
        }
        return new ShardMap(epoch, owners.values().toArray(String[]::new));
    }

    /** Grows by one with each change. */
    public long epoch() {
        return epoch;
    }

    /** The shard that owns a bucket. */
    public String owner(Bucket bucket) {
        return owners[bucket.number()];
    }

    /** The buckets of a shard, in order. */
    public List<Bucket> bucketsOf(String shard) {
        return IntStream.range(0, Bucket.COUNT)
                .filter(bucket -> owners[bucket].equals(shard))
                .mapToObj(Bucket::new)
                .toList();
    }

    /** The shards that own buckets, in order. */
    public List<String> shards() {
        return List.copyOf(load().keySet());
    }

    /** The map after one bucket has moved. */
    public ShardMap withOwner(Bucket bucket, String shard) {
        String[] changed = owners.clone();
        changed[bucket.number()] = shard;
        return new ShardMap(epoch + 1, changed);
    }

    /** The map with one shard more: it takes its even share from those that have the most, and nothing else moves. */
    public ShardMap withShard(String shard) {
        SortedMap<String, Integer> load = load();
        if (load.containsKey(shard)) {
            throw new IllegalArgumentException("shard %s is in the map already".formatted(shard));
        }
        String[] changed = owners.clone();
        for (int share = Bucket.COUNT / (load.size() + 1); share > 0; share--) {
            String fullest = load.entrySet().stream()
                    .max(Map.Entry.comparingByValue())
                    .orElseThrow()
                    .getKey();
            changed[Arrays.asList(changed).lastIndexOf(fullest)] = shard;
            load.merge(fullest, -1, Integer::sum);
        }
        return new ShardMap(epoch + 1, changed);
    }

    private SortedMap<String, Integer> load() {
        SortedMap<String, Integer> load = new TreeMap<>();
        for (String owner : owners) {
            load.merge(owner, 1, Integer::sum);
        }
        return load;
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
