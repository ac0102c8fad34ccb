package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.ShortLease.BOUND;
import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.GuardedRun;
import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.MarkState;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.support.TestFleet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The orderly end of a fleet: runs that are under way come to theirs if that takes no longer than allowed. */
@Tag("contract")
final class FleetClosingTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();
    private final ServerConfig shard = servers.home(key);
    private final CountDownLatch working = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void noSessionHoldsTheLock() {
        await().atMost(BOUND).until(() -> TestFleet.isFree(shard, key.text()));
    }

    private Fleet open(Duration closeTimeout) {
        FleetConfig config = servers.config();
        List<ServerConfig> shards = config.shards().stream()
                .map(server -> server.withLimits(server.limits().withCloseTimeout(closeTimeout)))
                .toList();
        return Fleet.open(new FleetConfig(shards, config.ledger(), config.namespace(), config.whenLedgerIsDown()));
    }

    private CompletableFuture<Completed<String>> beginToRun(Fleet fleet) throws Exception {
        CompletableFuture<Completed<String>> run = CompletableFuture.supplyAsync(() -> {
            try {
                return (Completed<String>) fleet.<String, Exception>run(
                        GuardedRun.once(key, workId, ResultCodec.string()), connection -> {
                            leaveEffect(connection, workId);
                            working.countDown();
                            assertThat(mayEnd.await(2 * BOUND.toSeconds(), TimeUnit.SECONDS))
                                    .isTrue();
                            return "in time";
                        });
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(working.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return run;
    }

    private static boolean refuses(Fleet fleet) {
        try {
            fleet.tryAcquire(TestFleet.newKey()).ifPresent(HeldLock::close);
            return false;
        } catch (ServerUnavailableException e) {
            return true;
        }
    }

    @Test
    void aRunThatEndsInTimeIsCompletedAndMarked() throws Exception {
        Fleet fleet = open(BOUND.multipliedBy(2));
        CompletableFuture<Completed<String>> run = beginToRun(fleet);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(fleet::close);
        await().atMost(BOUND).until(() -> refuses(fleet));
        assertThatThrownBy(() -> fleet.run(servers.newKeyOn("s2"), connection -> "not begun"))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("its locks are being closed");
        assertThat(closing).isNotDone();
        mayEnd.countDown();
        Completed<String> completed = run.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(completed.heldToTheEnd()).isTrue();
        assertThat(completed.mark().toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(MarkState.MARKED);
        closing.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(servers.effects(workId)).isEqualTo(1);
    }

    @Test
    void aRunThatTakesTooLongIsRolledBack() throws Exception {
        Fleet fleet = open(Duration.ofMillis(700));
        CompletableFuture<Completed<String>> run = beginToRun(fleet);
        fleet.close();
        await().atMost(BOUND).until(() -> TestFleet.isFree(shard, key.text()));
        assertThat(servers.effects(workId)).isZero();
        mayEnd.countDown();
        assertThatThrownBy(() -> run.get(BOUND.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        LockLostException.class,
                        thrown -> assertThat(thrown.lock().evidence()).isEqualTo(Evidence.CLOSED));
        assertThat(servers.effects(workId)).isZero();
    }

    @Test
    void allShardsTogetherTakeNoLongerThanOne() {
        Duration timeout = Duration.ofSeconds(8);
        Fleet fleet = open(timeout);
        List<HeldLock> held = List.of(
                fleet.tryAcquire(key).orElseThrow(),
                fleet.tryAcquire(servers.newKeyOn("s2")).orElseThrow());
        fleet.close();
        assertThat(held)
                .extracting(HeldLock::lost)
                .allSatisfy(lost -> assertThat(lost).map(LostLock::evidence).contains(Evidence.CLOSED));
        List<Duration> times =
                held.stream().map(lock -> lock.lost().orElseThrow().held()).toList();
        assertThat(times.get(0).minus(times.get(1)).abs()).isLessThan(timeout);
    }

    @Test
    void aWaiterOfAKeyLeavesAtOnce() throws Exception {
        Fleet fleet = open(BOUND.multipliedBy(2));
        HeldLock held = fleet.tryAcquire(key).orElseThrow();
        CompletableFuture<HeldLock> waiter =
                CompletableFuture.supplyAsync(() -> fleet.acquire(key, WaitLimit.of(Duration.ofHours(1))));
        await().atMost(BOUND).until(() -> TestFleet.waiters(shard, key.text()) == 1);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(fleet::close);
        assertThatThrownBy(() -> waiter.get(BOUND.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("its locks are being closed");
        held.close();
        closing.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }
}
