package dev.latchkey.trials.lists;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.DistinctList;
import dev.latchkey.LockKey;
import dev.latchkey.ResultIds;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.servers.ServerSession;
import dev.latchkey.trials.stage.EachServer;
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of all who insert the same, at once and among faults, one is told that it is new. */
final class ManyInsertersTest {

    private static final int WORKERS = 8;
    private static final Duration BOUND = Duration.ofMinutes(3);

    private final TestFleet servers = TestFleet.shared();
    private final LockKey name = servers.newKeyOn("s1");
    private final ServerConfig shard = servers.home(name);
    private final AtomicBoolean done = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        done.set(true);
        threads.shutdownNow();
    }

    private DistinctList setUp(Fleet fleet) {
        return fleet.lists().setUp(name, Duration.ofHours(1));
    }

    /** What each of them answers, all at once. */
    private <T> List<T> each(int workers, IntFunction<Callable<T>> task) throws Exception {
        List<Future<T>> answers = IntStream.range(0, workers)
                .mapToObj(i -> threads.submit(task.apply(i)))
                .toList();
        List<T> all = new ArrayList<>();
        for (Future<T> answer : answers) {
            all.add(answer.get(BOUND.toSeconds(), TimeUnit.SECONDS));
        }
        return all;
    }

    /** By sorted lists: to compare so many without an order takes minutes. */
    private static void assertEachIsNewOnce(List<List<String>> told, int items, DistinctList list) {
        List<String> sorted = told.stream().flatMap(List::stream).sorted().toList();
        assertThat(sorted.stream().distinct().count()).isEqualTo(sorted.size()).isEqualTo(items);
        assertThat(list.stream().sorted().toList()).isEqualTo(sorted);
    }

    /** As many items for each worker as are wanted, so that half of all were found by another one, too. */
    private static List<String> found(int worker, int each) {
        List<String> found = new ArrayList<>(IntStream.range(0, each)
                .mapToObj(i -> "item-" + (worker / 2 * each + i))
                .toList());
        Collections.shuffle(found, new Random(worker));
        return found;
    }

    /** 100,000 inserts of 50,000 items; the workers of a pair find the same. */
    @Test
    void aHundredThousandFromEightWorkersAreNewOnce() throws Exception {
        int each = 100_000 / WORKERS;
        int batch = 1_000;

        List<List<String>> told = each(WORKERS, worker -> () -> {
            DistinctList list = setUp(servers.fleet());
            List<String> found = found(worker, each);
            List<String> mine = new ArrayList<>();
            for (int from = 0; from < each; from += batch) {
                mine.addAll(list.insertAll(found.subList(from, Math.min(from + batch, each))));
            }
            return mine;
        });

        assertEachIsNewOnce(told, 50_000, setUp(servers.fleet()));
        assertThat(told).allMatch(mine -> !mine.isEmpty());
    }

    @Test
    void oneByOneFromEightThreadsAreNewOnce() throws Exception {
        DistinctList list = setUp(servers.fleet());
        Set<String> told = ConcurrentHashMap.newKeySet();

        List<Integer> counts = each(
                WORKERS,
                worker -> () -> (int) found(worker, 250).stream()
                        .filter(list::insert)
                        .peek(item -> assertThat(told.add(item)).as(item).isTrue())
                        .count());

        assertThat(counts.stream().mapToInt(i -> i).sum()).isEqualTo(1_000);
        assertThat(list.size()).isEqualTo(1_000);
    }

    @Test
    void whoReadsOnWhileTheyInsertMissesNone() throws Exception {
        DistinctList list = setUp(servers.fleet());
        Future<List<String>> reader = threads.submit(() -> {
            List<String> read = new ArrayList<>();
            boolean last;
            do {
                last = done.get();
                read.addAll(list.read(read.size(), 100));
            } while (!last || read.size() < list.size());
            return read;
        });

        List<List<String>> told =
                each(WORKERS, worker -> () -> setUp(servers.fleet()).insertAll(found(worker, 1_000)));
        done.set(true);

        assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(list.stream().toList());
        assertEachIsNewOnce(told, 4_000, list);
    }

    /** The sessions that insert are killed again and again, wherever they are. */
    @Test
    void killedSessionsDoubleAndLoseNothing() throws Exception {
        Set<Long> killed = new HashSet<>();
        FleetConfig soonOverWithTheDead = EachServer.of(
                servers.config(), server -> server.withUrl(server.url().text() + "&sessionVariables=wait_timeout=5"));
        try (Fleet fleet = Fleet.open(soonOverWithTheDead)) {
            Future<Integer> killer = threads.submit(() -> {
                while (!done.get()) {
                    kill(killed);
                }
                return killed.size();
            });
            List<List<String>> told = each(WORKERS, worker -> () -> {
                DistinctList list = setUp(fleet);
                List<String> mine = new ArrayList<>();
                for (String item : found(worker, 100)) {
                    mine.addAll(list.insertAll(List.of(item, item + " too")));
                }
                return mine;
            });
            done.set(true);

            assertThat(killer.get(60, TimeUnit.SECONDS)).isGreaterThan(3);
            assertEachIsNewOnce(told, 800, setUp(fleet));
        }
    }

    /** Those that are at a list's tables now; a session that was killed may be seen for a while. */
    private void kill(Set<Long> killed) throws SQLException {
        try (Connection connection = TestFleet.connect(shard)) {
            ServerSession.others(connection).stream()
                    .filter(session -> session.statement().contains("latchkey_list"))
                    .map(ServerSession::id)
                    .filter(id -> !killed.contains(id) && TestFleet.killInTheMiddle(shard, id))
                    .forEach(killed::add);
        }
    }

    @Test
    void resultsOfSixteenThreadsHaveOneIdEach() throws Exception {
        int results = 200;

        List<Map<String, Long>> told = each(16, worker -> () -> {
            ResultIds ids = servers.fleet().resultIds(name);
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, results).boxed().toList());
            Collections.shuffle(order, new Random(worker));
            Map<String, Long> mine = new ConcurrentHashMap<>();
            order.forEach(i -> mine.put("result " + i, ids.idFor("result " + i)));
            return mine;
        });

        assertThat(told).allMatch(told.get(0)::equals);
        assertThat(told.get(0).values())
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, results)
                        .mapToObj(Long::valueOf)
                        .toList());
    }
}
