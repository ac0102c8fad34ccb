package dev.latchkey.sharding;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.Bucket;
import dev.latchkey.sharding.ShardMap.Owner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ShardMapTest {

    static final List<Integer> SIZES = IntStream.rangeClosed(1, 20).boxed().toList();

    @Nested
    class OfANewFleet {

        @ParameterizedTest
        @FieldSource("dev.latchkey.sharding.ShardMapTest#SIZES")
        void everyBucketHasOneOwnerAndTheShardsShareEvenly(int size) {
            ShardMap map = ShardMap.even(names(size));

            assertThat(map.shards()).containsExactlyInAnyOrderElementsOf(names(size));
            assertThat(allBucketsOf(map)).containsExactlyInAnyOrderElementsOf(allBuckets());
            assertEven(map);
            assertThat(map.epoch()).isEqualTo(1);
        }

        @ParameterizedTest
        @FieldSource("dev.latchkey.sharding.ShardMapTest#SIZES")
        void theOrderOfTheNamesMeansNothing(int size) {
            List<String> shuffled = new ArrayList<>(names(size));
            Collections.shuffle(shuffled, new Random(size));

            assertThat(ShardMap.even(shuffled))
                    .isEqualTo(ShardMap.even(names(size)))
                    .hasSameHashCodeAs(ShardMap.even(names(size)));
        }

        @Test
        void asManyShardsAsBucketsAreTheMost() {
            assertThat(ShardMap.even(names(1024)).shards()).hasSize(1024);
            assertThatThrownBy(() -> ShardMap.even(names(1025)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith(" are not 1 to 1024 different shards");
        }

        @Test
        void noShardAndAShardNamedTwiceAreRefused() {
            assertThatThrownBy(() -> ShardMap.even(List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("[] are not 1 to 1024 different shards");
            assertThatThrownBy(() -> ShardMap.even(List.of("s1", "s2", "s1")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("[s1, s2, s1] are not 1 to 1024 different shards");
        }

        @Test
        void isShownByItsLoad() {
            assertThat(ShardMap.even(List.of("s2", "s1", "s3"))).hasToString("epoch 1: {s1=342, s2=341, s3=341}");
        }
    }

    @Nested
    class WithAFurtherShard {

        @ParameterizedTest
        @FieldSource("dev.latchkey.sharding.ShardMapTest#SIZES")
        void theFewestBucketsMoveAndAllOfThemToTheNewShard(int size) {
            ShardMap before = ShardMap.even(names(size));
            ShardMap after = before.withShard("new");

            List<Bucket> moved = allBuckets().stream()
                    .filter(bucket -> !before.owner(bucket).equals(after.owner(bucket)))
                    .toList();

            assertThat(moved).hasSize(1024 / (size + 1)).isEqualTo(after.bucketsOf("new"));
            assertEven(after);
        }

        @Test
        void growingOneByOneStaysEvenAndCountsTheEpochs() {
            ShardMap map = ShardMap.even(List.of("s01"));
            for (int size = 2; size <= 20; size++) {
                map = map.withShard("s%02d".formatted(size));
                assertEven(map);
                assertThat(map.epoch()).isEqualTo(size);
            }
            assertThat(map.shards()).hasSize(20);
        }

        @Test
        void theMapBeforeStaysAsItWas() {
            ShardMap before = ShardMap.even(List.of("s1", "s2"));
            before.withShard("s3");

            assertThat(before).isEqualTo(ShardMap.even(List.of("s1", "s2")));
        }

        @Test
        void oneThatIsThereAlreadyIsRefused() {
            assertThatThrownBy(() -> ShardMap.even(List.of("s1", "s2")).withShard("s2"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("shard s2 is in the map already");
        }
    }

    @Nested
    class AsTheShardsTellIt {

        @Test
        void isTheMapThatWasFounded() {
            ShardMap founded = ShardMap.even(List.of("s1", "s2", "s3"));

            assertThat(ShardMap.of(1, ownersOf(founded))).isEqualTo(founded);
            assertThat(ShardMap.of(2, ownersOf(founded))).isNotEqualTo(founded);
        }

        @Test
        void aBucketWithoutAnOwnerIsRefused() {
            SortedMap<Integer, Owner> owners = ownersOf(ShardMap.even(List.of("s1", "s2")));
            owners.remove(7);

            assertThatThrownBy(() -> ShardMap.of(1, owners))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("1023 buckets have an owner, of 1024");
            owners.put(1024, new Owner("s1", 1));
            assertThatThrownBy(() -> ShardMap.of(1, owners))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("1024 buckets have an owner, of 1024");
        }
    }

    @Test
    void aMovedBucketChangesTheEpochAndNothingElse() {
        ShardMap before = ShardMap.even(List.of("s1", "s2"));
        Bucket moved = before.bucketsOf("s1").get(0);

        ShardMap after = before.withOwner(moved, "s2");

        assertThat(after.owner(moved)).isEqualTo("s2");
        assertThat(after.epoch()).isEqualTo(2);
        assertThat(after.ownedSince(moved)).isEqualTo(2);
        assertThat(before.ownedSince(moved)).isEqualTo(1);
        assertThat(after.bucketsOf("s1")).hasSize(511).doesNotContain(moved);
        assertThat(before.owner(moved)).isEqualTo("s1");
    }

    private static void assertEven(ShardMap map) {
        IntSummaryStatistics load = map.shards().stream()
                .mapToInt(shard -> map.bucketsOf(shard).size())
                .summaryStatistics();
        assertThat(load.getSum()).isEqualTo(1024);
        assertThat(load.getMax() - load.getMin()).as("load of %s", map).isLessThanOrEqualTo(1);
    }

    private static List<Bucket> allBucketsOf(ShardMap map) {
        return map.shards().stream()
                .flatMap(shard -> map.bucketsOf(shard).stream())
                .toList();
    }

    private static SortedMap<Integer, Owner> ownersOf(ShardMap map) {
        SortedMap<Integer, Owner> owners = new TreeMap<>();
        allBuckets()
                .forEach(bucket -> owners.put(bucket.number(), new Owner(map.owner(bucket), map.ownedSince(bucket))));
        return owners;
    }

    private static List<Bucket> allBuckets() {
        return IntStream.range(0, Bucket.COUNT).mapToObj(Bucket::new).toList();
    }

    private static List<String> names(int size) {
        return IntStream.rangeClosed(1, size).mapToObj(i -> "s" + i).collect(toCollection(ArrayList::new));
    }
}
