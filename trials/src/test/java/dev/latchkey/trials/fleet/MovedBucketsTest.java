package dev.latchkey.trials.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.HeldSlot;
import dev.latchkey.LockKey;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.WaitLimit;
import dev.latchkey.WrongShardException;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Locks of keys whose buckets have left the shard on which a program believes them: two that have moved, one that stays. */
@Tag("contract")
final class MovedBucketsTest {

    private static final WaitLimit LONG = WaitLimit.ofSeconds(60);

    private final TestFleet servers = TestFleet.shared();
    private final LockKey moved = servers.newKeyOn("s1");
    private final LockKey movedToo = anotherBucketThan(moved);
    private final LockKey stays = servers.newKeyOn("s2");
    private final List<LockKey> all = List.of(moved, movedToo, stays);
    private final ServerConfig first = servers.home(moved);
    private final ServerConfig second = servers.home(stays);
    private final Fleet stale = Fleet.open(servers.config());

    private LockKey anotherBucketThan(LockKey key) {
        LockKey other = servers.newKeyOn("s1");
        while (other.bucket().equals(key.bucket())) {
            other = servers.newKeyOn("s1");
        }
        return other;
    }

    private void own(ServerConfig shard, boolean owned) {
        TestFleet.execute(
                shard,
                "UPDATE latchkey_bucket SET owned = %d, epoch = epoch + 1 WHERE bucket IN (%s, %s)"
                        .formatted(owned ? 1 : 0, moved.bucket(), movedToo.bucket()));
    }

    @BeforeEach
    void theBucketsLeaveTheFirstShard() {
        own(first, false);
    }

    @AfterEach
    void theBucketsComeBack() {
        own(second, false);
        own(first, true);
        servers.forgetMoves();
        stale.close();
        assertThat(all).allMatch(key -> isFree(first, key) && isFree(second, key));
    }

    private static boolean isFree(ServerConfig shard, LockKey key) {
        return TestFleet.isFree(shard, key.text());
    }

    @Nested
    class ToTheSecondShard {

        @BeforeEach
        void theSecondShardOwnsThem() {
            own(second, true);
        }

        @Test
        void allAreTakenThereAndNoneWhereTheyWere() {
            try (HeldLocks held = stale.tryAcquireAll(all, LockOptions.DEFAULT).orElseThrow()) {
                held.ensureHeld();
                assertThat(all).allMatch(key -> isFree(first, key)).noneMatch(key -> isFree(second, key));
                assertThat(all).allMatch(key -> stale.shardOf(key).name().equals("s2"));
            }
        }

        @Test
        void whoWaitsForAllGetsThemThere() {
            try (HeldLocks held = stale.acquireAll(all, LONG, LockOptions.DEFAULT)) {
                assertThat(held.locks()).hasSize(3);
                assertThat(all).noneMatch(key -> isFree(second, key));
            }
        }

        @Test
        void whoWaitsForOneGetsItThere() {
            try (HeldLock held = stale.acquire(moved, LONG)) {
                held.ensureHeld();
                assertThat(isFree(second, moved)).isFalse();
                assertThat(isFree(first, moved)).isTrue();
            }
        }

        @Test
        void whoWaitsWithoutAThreadGetsItThere() throws Exception {
            CompletableFuture<HeldLock> answer = stale.acquireAsync(moved, LONG, LockOptions.DEFAULT);
            try (HeldLock held = answer.get(30, TimeUnit.SECONDS)) {
                held.ensureHeld();
                assertThat(isFree(second, moved)).isFalse();
                await().until(() -> isFree(first, moved));
            }
        }

        @Test
        void slotsReadersAndWritersAreThere() {
            try (HeldSlot slot = stale.semaphore(moved, 2).tryAcquire().orElseThrow();
                    HeldLock reader = stale.sharedExclusive(movedToo).shared(LONG)) {
                assertThat(TestFleet.isFree(second, slot.name().text())).isFalse();
                assertThat(TestFleet.isFree(second, reader.name().text())).isFalse();
                assertThat(TestFleet.isFree(first, slot.name().text())).isTrue();
            }
            stale.sharedExclusive(movedToo).exclusive(LONG).close();
        }

        /** Four seconds go by on the first shard, so that three are left for the second. */
        @Test
        void theLimitHoldsForBothShardsTogether() throws SQLException {
            WaitLimit limit = WaitLimit.ofSeconds(7);
            try (Connection there = takenOn(second)) {
                Connection here = takenOn(first);
                CompletableFuture<Void> released = CompletableFuture.runAsync(() -> sleepAndClose(here));
                long start = System.nanoTime();
                assertThat(there.isClosed()).isFalse();
                assertThatThrownBy(() -> stale.acquire(moved, limit)).isInstanceOf(LockNotAcquiredException.class);
                Duration waited = Duration.ofNanos(System.nanoTime() - start);
                released.join();
                assertThat(waited)
                        .as("a limit for each shard would end after eleven seconds")
                        .isBetween(Duration.ofMillis(6990), Duration.ofMillis(10_900));
            }
        }

        private Connection takenOn(ServerConfig shard) throws SQLException {
            Connection connection = TestFleet.connect(shard);
            run(connection, "DO GET_LOCK('" + moved.text() + "', 0)");
            return connection;
        }

        private void sleepAndClose(Connection connection) {
            try (connection) {
                run(connection, "DO SLEEP(4)");
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        private void run(Connection connection, String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    @Nested
    class ToNobody {

        @Test
        void noneIsHeldAndTheErrorNamesTheKey() {
            assertThatThrownBy(() -> stale.tryAcquireAll(all, LockOptions.DEFAULT))
                    .isInstanceOfSatisfying(
                            WrongShardException.class,
                            denied -> assertThat(denied.key()).isIn(moved, movedToo));
            assertThatThrownBy(() -> stale.acquireAll(all, LONG, LockOptions.DEFAULT))
                    .isInstanceOf(WrongShardException.class);
            assertThat(all).allMatch(key -> isFree(first, key) && isFree(second, key));
        }

        @Test
        void noSlotIsHeld() {
            assertThatThrownBy(() -> stale.semaphore(moved, 2).acquire(LONG)).isInstanceOf(WrongShardException.class);
            assertThatThrownBy(() -> stale.sharedExclusive(moved).tryShared()).isInstanceOf(WrongShardException.class);
            assertThat(stale.semaphore(moved, 2).holders()).isZero();
        }

        @Test
        void whoWaitsWithoutAThreadIsToldToo() {
            CompletableFuture<HeldLock> answer = stale.acquireAsync(moved, LONG, LockOptions.DEFAULT);
            assertThatThrownBy(() -> answer.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(WrongShardException.class);
        }
    }
}
