package dev.latchkey.trials.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.WaitLimit;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks by their keys, on the shards where the keys are at home. */
@Tag("contract")
final class KeyLocksTest {

    private static final WaitLimit LONG = WaitLimit.ofSeconds(60);

    private final TestFleet servers = TestFleet.shared();
    private final Fleet fleet = servers.fleet();
    private final List<LockKey> onFirst = twoKeysOn("s1");
    private final List<LockKey> onSecond = twoKeysOn("s2");
    private final List<LockKey> all =
            Stream.concat(onFirst.stream(), onSecond.stream()).toList();

    private List<LockKey> twoKeysOn(String shard) {
        return Stream.generate(() -> servers.newKeyOn(shard))
                .limit(2)
                .sorted((one, other) -> one.text().compareTo(other.text()))
                .toList();
    }

    @AfterEach
    void allAreFree() {
        assertThat(all).allMatch(this::isFree);
    }

    private boolean isFree(LockKey key) {
        return TestFleet.isFree(servers.home(key), key.text());
    }

    private static List<String> names(HeldLocks held) {
        return held.locks().stream().map(lock -> lock.name().text()).toList();
    }

    private List<LockKey> shuffled() {
        List<LockKey> keys = new ArrayList<>(all);
        Collections.reverse(keys);
        keys.add(all.get(1));
        return keys;
    }

    /** Holds a lock with a session beside the library, until it is closed. */
    private Connection taken(LockKey key) throws SQLException {
        Connection connection = TestFleet.connect(servers.home(key));
        try (PreparedStatement take = connection.prepareStatement("DO GET_LOCK(?, 0)")) {
            take.setString(1, key.text());
            take.execute();
        }
        return connection;
    }

    @Nested
    class AllOrNone {

        @Test
        void eachIsHeldWhereItIsAtHomeInTheOrderOfTheShardsAndOfTheNames() {
            try (HeldLocks held =
                    fleet.tryAcquireAll(shuffled(), LockOptions.DEFAULT).orElseThrow()) {
                assertThat(names(held))
                        .containsExactlyElementsOf(
                                all.stream().map(LockKey::text).toList());
                assertThat(all).noneMatch(KeyLocksTest.this::isFree);
                held.ensureHeld();
                assertThat(fleet.holderOf(all.get(3))).isPresent();
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2, 3})
        void noneIsHeldIfSomebodyElseHasOneOnWhicheverShard(int busy) throws SQLException {
            try (Connection holder = taken(all.get(busy))) {
                assertThat(holder.isClosed()).isFalse();
                assertThat(fleet.tryAcquireAll(all, LockOptions.DEFAULT)).isEmpty();
                for (int i = 0; i < all.size(); i++) {
                    assertThat(isFree(all.get(i))).isEqualTo(i != busy);
                }
            }
            await().until(() -> isFree(all.get(busy)));
            fleet.tryAcquireAll(all, LockOptions.DEFAULT).orElseThrow().close();
        }

        @Test
        void oneMayBeReleasedBeforeTheOthers() {
            try (HeldLocks held = fleet.tryAcquireAll(all, LockOptions.DEFAULT).orElseThrow()) {
                held.locks().get(2).close();
                assertThat(isFree(all.get(2))).isTrue();
                assertThat(isFree(all.get(3))).isFalse();
            }
        }

        @Test
        void aLossOnOneShardIsToldAndTheOthersAreReleased() {
            HeldLocks held = fleet.tryAcquireAll(all, LockOptions.DEFAULT).orElseThrow();
            HeldLock lost = held.locks().get(3);
            TestFleet.kill(servers.home(all.get(3)), lost.session());
            assertThatThrownBy(held::close)
                    .isInstanceOfSatisfying(
                            LockLostException.class,
                            first -> assertThat(first.lock().name()).isEqualTo(lost.name()))
                    .satisfies(first -> assertThat(first.getSuppressed()).hasSize(1));
        }

        @Test
        void moreThanAThousandAndNoneAtAllAreRefused() {
            List<LockKey> many = IntStream.range(0, 1001)
                    .mapToObj(i -> LockKey.parse("MANY_" + i))
                    .toList();
            assertThatThrownBy(() -> fleet.tryAcquireAll(many, LockOptions.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> fleet.tryAcquireAll(List.of(), LockOptions.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class Statements {

        private final List<String> sent = new ArrayList<>();

        private void collect(Moment moment, StatementTap.Statement statement) {
            if (moment == Moment.BEFORE && statement.sql().contains("_LOCK(")) {
                boolean first =
                        statement.url().contains(servers.home(all.get(0)).url().database());
                sent.add((statement.sql().contains("RELEASE_") ? "release on " : "take on ") + (first ? "s1" : "s2"));
            }
        }

        @Test
        void oneAShardTakesAndOneAShardReleasesInTheReverseOrder() {
            StatementTap.during(this::collect, () -> {
                fleet.tryAcquireAll(shuffled(), LockOptions.DEFAULT)
                        .orElseThrow()
                        .close();
                return sent;
            });
            assertThat(sent).containsExactly("take on s1", "take on s2", "release on s2", "release on s1");
        }
    }

    @Nested
    class Waiting {

        @Test
        void oneLimitHoldsForAllShards() throws SQLException {
            try (Connection first = taken(all.get(1));
                    Connection second = taken(all.get(2))) {
                assertThat(second.isClosed()).isFalse();
                long start = System.nanoTime();
                CompletableFuture<Void> released = CompletableFuture.runAsync(() -> sleepThenClose(first, 4));
                assertThatThrownBy(() -> fleet.acquireAll(all, WaitLimit.ofSeconds(7), LockOptions.DEFAULT))
                        .isInstanceOf(LockNotAcquiredException.class)
                        .hasMessageContaining(all.get(2).text());
                Duration waited = Duration.ofNanos(System.nanoTime() - start);
                released.join();
                assertThat(waited)
                        .as("a limit for each shard would end after 11 s")
                        .isBetween(Duration.ofSeconds(7), Duration.ofMillis(10_900));
                assertThat(all.subList(0, 2)).allMatch(KeyLocksTest.this::isFree);
            }
        }

        private static void sleepThenClose(Connection connection, double seconds) {
            try (connection;
                    PreparedStatement sleep = connection.prepareStatement("DO SLEEP(?)")) {
                sleep.setDouble(1, seconds);
                sleep.execute();
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void callersWhoNameThemInOppositeOrdersNeverBlockEachOther() {
            int[] counter = {0};
            AtomicInteger inside = new AtomicInteger();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<CompletableFuture<Void>> callers = IntStream.range(0, 4)
                    .mapToObj(caller -> CompletableFuture.runAsync(
                            () -> {
                                for (int i = 0; i < 20; i++) {
                                    try (HeldLocks held = fleet.acquireAll(
                                            caller % 2 == 0 ? all : shuffled(), LONG, LockOptions.DEFAULT)) {
                                        assertThat(inside.incrementAndGet()).isOne();
                                        counter[0]++;
                                        inside.decrementAndGet();
                                    }
                                }
                            },
                            threads))
                    .toList();
            callers.forEach(CompletableFuture::join);
            threads.shutdown();
            assertThat(counter[0]).isEqualTo(80);
        }

        @Test
        void anAsynchronousWaiterGetsTheLockWhenItIsReleased() throws Exception {
            HeldLock held = fleet.tryAcquire(all.get(0)).orElseThrow();
            CompletableFuture<HeldLock> waiter = fleet.acquireAsync(all.get(0), LONG, LockOptions.DEFAULT);
            assertThat(waiter).isNotDone();
            held.close();
            waiter.get(30, TimeUnit.SECONDS).close();
        }

        @Test
        void anAsynchronousWaiterThatGivesUpHoldsNothing() {
            HeldLock held = fleet.tryAcquire(all.get(0)).orElseThrow();
            CompletableFuture<HeldLock> waiter = fleet.acquireAsync(all.get(0), LONG, LockOptions.DEFAULT);
            waiter.cancel(false);
            held.close();
            fleet.acquire(all.get(0), LONG).close();
        }
    }
}
