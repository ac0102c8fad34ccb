package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.GuardedRun;
import dev.latchkey.Id;
import dev.latchkey.LedgerDown;
import dev.latchkey.LedgerUnavailableException;
import dev.latchkey.LockKey;
import dev.latchkey.MarkState;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.ledger.Ledger;
import dev.latchkey.ledger.Receipt;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The ledger may be away, lag, or not be there at all: an action still has one effect. */
final class LedgerTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = newKey();
    private final WorkId workId = newWorkId();
    private final ServerConfig ledger = servers.config().ledger().orElseThrow();

    private Outcome<String> run(Fleet fleet, String result) throws SQLException {
        return fleet.run(key, workId, ResultCodec.string(), connection -> {
            leaveEffect(connection, workId);
            return result;
        });
    }

    private FleetConfig through(TcpProxy proxy, LedgerDown whenDown) {
        return servers.config()
                .withLedger(TestFleet.via(proxy, ledger).withBorrowTimeout(Duration.ofMillis(500)))
                .whenLedgerIsDown(whenDown);
    }

    private long marks() {
        return TestFleet.number(ledger, "SELECT COUNT(*) FROM latchkey_ledger WHERE work_id = ?", workId.text());
    }

    private static MarkState state(Outcome<String> outcome) throws Exception {
        return ((Completed<String>) outcome).mark().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void awayARunIsRefusedBeforeTheWork() throws SQLException {
        try (TcpProxy proxy = TestFleet.proxyTo(ledger);
                Fleet fleet = Fleet.open(through(proxy, LedgerDown.REFUSE))) {
            proxy.refuse();
            assertThatThrownBy(() -> run(fleet, "never"))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageStartingWith(workId + " of " + key + " not run: the ledger can't be asked (")
                    .hasMessageEndingWith(
                            "); bring it back, or configure LedgerDown.ASK_THE_RECEIPT to go on without it");
            assertThat(TestFleet.isFree(servers.home(key), key.text())).isTrue();
            assertThat(servers.effects(workId)).isZero();

            proxy.accept();
            assertThat(run(fleet, "then")).isInstanceOf(Completed.class);
        }
    }

    @Test
    void awayAndSoConfiguredTheReceiptIsAskedAndTheReconcilerBringsTheMarkInLater() throws Exception {
        try (TcpProxy proxy = TestFleet.proxyTo(ledger);
                Fleet fleet = Fleet.open(through(proxy, LedgerDown.ASK_THE_RECEIPT))) {
            proxy.refuse();
            assertThat(state(run(fleet, "first"))).isEqualTo(MarkState.PENDING);
            assertThat(run(fleet, "second")).isEqualTo(new AlreadyDone<>("first"));
            assertThat(servers.effects(workId)).isEqualTo(1);
            assertThat(marks()).isZero();

            proxy.accept();
            fleet.reconciler().orElseThrow().reconcile();
            assertThat(marks()).isEqualTo(1);
            assertThat(run(fleet, "third")).isEqualTo(new AlreadyDone<>("first"));
        }
    }

    @Test
    void whatTheReconcilerMarkedIsNotUnmarkedAnyMore() throws Exception {
        state(run(servers.fleet(), "first"));
        servers.fleet().reconciler().orElseThrow().reconcile();
        assertThat(TestFleet.number(
                        servers.home(key),
                        "SELECT COUNT(*) FROM latchkey_receipt WHERE work_id = ? AND marked_at IS NOT NULL",
                        workId.text()))
                .isEqualTo(1);
    }

    @Test
    void theReconcilerTakesEveryBatch() throws SQLException {
        ServerConfig shard = servers.home(key);
        for (int i = 0; i < 1200; i += 100) {
            TestFleet.execute(shard, """
                    INSERT INTO latchkey_receipt (action, run_id, bucket, namespace, lock_key, work_id, result, done_at)
                    SELECT UNHEX(LEFT(SHA2(CONCAT('%1$s', bucket + %2$d), 256), 32)), UNHEX(REPEAT('0', 32)), 1, '', 'K', '%1$s',
                        REPEAT('x', 60000), UTC_TIMESTAMP(6)
                    FROM latchkey_bucket WHERE bucket < 100
                    """.formatted(workId, i));
        }
        assertThat(servers.fleet().reconciler().orElseThrow().reconcile()).isGreaterThanOrEqualTo(1200);
        assertThat(marks()).isEqualTo(1200);
    }

    @Test
    void marksOfTheSameActionsInAnyOrderDoNotDeadlock() {
        Ledger marked = servers.fleet().ledger().orElseThrow();
        List<Receipt> receipts = IntStream.range(0, 300)
                .mapToObj(i -> new Receipt(Id.random(), Id.random(), "", "KEY", workId.text(), null))
                .toList();
        List<Receipt> backwards = new ArrayList<>(receipts);
        Collections.reverse(backwards);
        for (int round = 0; round < 10; round++) {
            CompletableFuture<Void> one = CompletableFuture.runAsync(() -> marked.mark("s1", "server", receipts));
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> marked.mark("s1", "server", backwards));
            assertThat(CompletableFuture.allOf(one, other)).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    void whatACallerDoesWithAMarkDoesNotHoldUpTheNext() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 10; i++) {
            Completed<String> completed =
                    (Completed<String>) servers.fleet().run(newKey(), newWorkId(), ResultCodec.string(), c -> "done");
            completed.mark().thenAccept(state -> {
                if (Thread.currentThread().getName().startsWith("latchkey")) {
                    assertThat(never).as("held up").satisfies(CountDownLatch::await);
                }
            });
        }
        assertThat(state(run(servers.fleet(), "next"))).isEqualTo(MarkState.MARKED);
        never.countDown();
    }

    @Test
    void missingAltogetherTheReceiptIsAskedAfterTheLock() throws Exception {
        FleetConfig without = new FleetConfig(
                servers.config().shards(), Optional.empty(), servers.config().namespace(), LedgerDown.REFUSE);
        try (Fleet fleet = Fleet.open(without)) {
            assertThat(state(run(fleet, "first"))).isEqualTo(MarkState.NONE);
            Outcome<String> second = fleet.run(key, workId, ResultCodec.string(), connection -> {
                throw new AssertionError("must not run");
            });
            assertThat(second).isEqualTo(new AlreadyDone<>("first"));
        }
    }

    @Test
    void laggingWorkWithEffectsOutsideAsksTheReceiptFirst() throws Exception {
        state(run(servers.fleet(), "first"));
        TestFleet.execute(ledger, "DELETE FROM latchkey_ledger WHERE work_id = '" + workId + "'");
        GuardedRun<String> run =
                GuardedRun.once(key, workId, ResultCodec.string()).askingTheReceiptFirst();
        assertThat(servers.fleet().run(run, connection -> {
                    throw new AssertionError("must not run");
                }))
                .isEqualTo(new AlreadyDone<>("first"));
    }
}
