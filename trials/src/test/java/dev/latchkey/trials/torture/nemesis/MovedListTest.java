package dev.latchkey.trials.torture.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DistinctList;
import dev.latchkey.LockKey;
import dev.latchkey.ResultIds;
import dev.latchkey.WrongShardException;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.torture.ground.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A list goes where its bucket goes, with all its items, while programs insert whose shard map is stale. */
final class MovedListTest {

    private final TestFleet servers = TestFleet.fresh();
    private final LockKey name = servers.newKeyOn("s1");
    private final Fleet fleet = servers.fleet();
    private final List<Target> targets = new ArrayList<>();

    @BeforeEach
    void prepare() {
        new Tables(fleet).create(List.of(name));
        servers.config().shards().forEach(shard -> targets.add(Target.of(shard, Optional.empty())));
    }

    @AfterEach
    void close() {
        targets.forEach(Target::close);
        servers.close();
    }

    private void move(Random random) throws Exception {
        assertThat(new BucketMover(targets, List.of(name)).all().get(0).strike().once(random))
                .isTrue();
    }

    private boolean isAt(ServerConfig shard) {
        return TestFleet.number(shard, "SELECT owned FROM latchkey_bucket WHERE bucket = " + name.bucket()) == 1;
    }

    /** Moves until it is on the other shard: half of all moves go there and back. */
    private void moveToTheSecondShard() throws Exception {
        Random random = new Random(7);
        do {
            move(random);
        } while (isAt(servers.config().shards().get(0)));
    }

    @Test
    void keepsItsItemsAndItsPlaceInOrder() throws Exception {
        DistinctList list = fleet.lists().setUp(name, Duration.ofHours(1));
        ResultIds ids = fleet.resultIds(name);
        list.insertAll(List.of("a", "b"));
        assertThat(ids.idFor("x")).isEqualTo(1);

        moveToTheSecondShard();

        assertThat(list.insert("a")).isFalse();
        assertThat(list.insertAll(List.of("c", "b", "d"))).containsExactly("c", "d");
        assertThat(list.stream()).containsExactly("a", "b", "c", "d");
        assertThat(ids.idFor("y")).isEqualTo(2);
        assertThat(ids.idFor("x")).isEqualTo(1);
        assertThat(fleet.lists().setUp(name, Duration.ofHours(9)).endsAt()).isEqualTo(list.endsAt());
        assertThat(fleet.shardOf(name).name()).isEqualTo("s2");
    }

    @Test
    void takesEachItemOnceWhileItMoves() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        List<CompletableFuture<List<String>>> workers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            workers.add(CompletableFuture.supplyAsync(() -> insertUntil(done)));
        }
        Random random = new Random(1);
        for (int i = 0; i < 10; i++) {
            move(random);
        }
        done.set(true);

        List<String> told = new ArrayList<>();
        for (CompletableFuture<List<String>> worker : workers) {
            told.addAll(worker.get(60, TimeUnit.SECONDS));
        }
        DistinctList list = fleet.lists().find(name).orElseThrow();
        assertThat(told.stream().sorted().toList())
                .isNotEmpty()
                .isEqualTo(list.stream().sorted().toList());
    }

    /** While the bucket is on its way, nobody can insert. */
    private List<String> insertUntil(AtomicBoolean done) {
        List<String> mine = new ArrayList<>();
        for (int i = 0; i < 10_000 && !done.get(); ) {
            try {
                String item = "item " + i;
                if (fleet.lists().setUp(name, Duration.ofHours(1)).insert(item)) {
                    mine.add(item);
                }
                i++;
            } catch (WrongShardException e) {
                assertThat(e.key()).isEqualTo(name);
            }
        }
        return mine;
    }
}
