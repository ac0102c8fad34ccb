package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.GuardedRun;
import dev.latchkey.Id;
import dev.latchkey.LedgerDown;
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
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ledger may lag, or not be there at all: an action still has one effect. */
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

    private long marks() {
        return TestFleet.number(ledger, "SELECT COUNT(*) FROM latchkey_ledger WHERE work_id = ?", workId.text());
    }

    private static MarkState state(Outcome<String> outcome) throws Exception {
        return ((Completed<String>) outcome).mark().toCompletableFuture().get(20, TimeUnit.SECONDS);
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

    /** All receipts come at once: a reconciler that runs beside takes one batch of them at most before this one begins. */
    @Test
    void theReconcilerTakesEveryBatch() throws SQLException {
        ServerConfig shard = servers.home(key);
        TestFleet.execute(shard, """
                INSERT INTO latchkey_receipt (action, run_id, bucket, namespace, lock_key, work_id, result, done_at)
                SELECT UNHEX(LEFT(SHA2(CONCAT('%1$s ', a.bucket, ' ', b.bucket), 256), 32)), UNHEX(REPEAT('0', 32)), 1, '', 'K',
                    '%1$s', REPEAT('x', 60000), UTC_TIMESTAMP(6)
                FROM latchkey_bucket AS a JOIN latchkey_bucket AS b ON b.bucket < 12
                WHERE a.bucket < 100
                """.formatted(workId));
        assertThat(servers.fleet().reconciler().orElseThrow().reconcile()).isGreaterThan(500);
        await().until(() -> marks() == 1200);
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

    /** Who was first gives up, and those behind it, who asked for the same place, block each other. */
    @Test
    void theEndOfAMarkerLetsAllThoseSucceedThatWaitForIt() throws Exception {
        Ledger marked = servers.fleet().ledger().orElseThrow();
        List<Receipt> receipts = List.of(new Receipt(Id.random(), Id.random(), "", "KEY", workId.text(), null));
        List<CompletableFuture<Void>> waiting;
        try (Connection first = TestFleet.connect(ledger);
                Statement statement = first.createStatement()) {
            first.setAutoCommit(false);
            statement.execute("INSERT INTO latchkey_ledger VALUES (UNHEX('%s'), '', '', '', '', NULL, '', '', NOW())"
                    .formatted(receipts.get(0).action()));
            waiting = Stream.generate(() -> CompletableFuture.runAsync(
                            () -> marked.mark("s1", "server", receipts), task -> new Thread(task).start()))
                    .limit(4)
                    .toList();
            await().until(() ->
                    TestFleet.sessions(ledger, session -> session.statement().startsWith("INSERT INTO latchkey_ledger"))
                            == 4);
            first.rollback();
        }
        assertThat(waiting).allSatisfy(mark -> assertThat(mark).succeedsWithin(Duration.ofSeconds(30)));
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
