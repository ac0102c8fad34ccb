package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.GuardedRun;
import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.MarkState;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Busy;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract of guarded runs, on every server. */
@Tag("contract")
final class GuardedRunTest {

    private final TestFleet servers = TestFleet.shared();
    private final Fleet fleet = servers.fleet();
    private final LockKey key = newKey();
    private final WorkId workId = newWorkId();
    private final ServerConfig home = servers.home(key);

    private Outcome<String> runOnce(String result) throws SQLException {
        return fleet.run(key, workId, ResultCodec.string(), connection -> {
            leaveEffect(connection, workId);
            return result;
        });
    }

    @Nested
    final class Once {

        @Test
        void completesWithTheWorksValueAndLeavesItsEffectOnce() throws SQLException {
            Completed<String> completed = (Completed<String>) runOnce("first");
            assertThat(completed.value()).isEqualTo("first");
            assertThat(completed.heldToTheEnd()).isTrue();
            assertThat(completed.resolved()).isFalse();
            assertThat(servers.effects(workId)).isEqualTo(1);
        }

        @Test
        void aDuplicateGetsTheFirstResultAndDoesNotRun() throws SQLException {
            runOnce("first");
            assertThat(runOnce("second")).isEqualTo(new AlreadyDone<>("first"));
            assertThat(servers.effects(workId)).isEqualTo(1);
        }

        @Test
        void theLedgerIsMarkedAfterTheCommit() throws Exception {
            Completed<String> completed = (Completed<String>) runOnce("first");
            assertThat(completed.mark().toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .isEqualTo(MarkState.MARKED);
            ServerConfig ledger = servers.config().ledger().orElseThrow();
            assertThat(TestFleet.number(
                            ledger, "SELECT COUNT(*) FROM latchkey_ledger WHERE work_id = ?", workId.text()))
                    .isEqualTo(1);
        }

        @Test
        void aDuplicateThatTheLedgerDoesNotKnowIsFoundAtTheGateAndTheLedgerIsRepaired() throws Exception {
            ((Completed<String>) runOnce("first")).mark().toCompletableFuture().get(10, TimeUnit.SECONDS);
            ServerConfig ledger = servers.config().ledger().orElseThrow();
            TestFleet.execute(ledger, "DELETE FROM latchkey_ledger WHERE work_id = '" + workId + "'");

            assertThat(runOnce("second")).isEqualTo(new AlreadyDone<>("first"));

            assertThat(servers.effects(workId)).isEqualTo(1);
            await().until(() ->
                    TestFleet.number(ledger, "SELECT COUNT(*) FROM latchkey_ledger WHERE work_id = ?", workId.text())
                            == 1);
        }

        @Test
        void aDuplicateWhoseWorkFailsIsStillAnsweredWithTheFirstResult() throws Exception {
            ((Completed<String>) runOnce("first")).mark().toCompletableFuture().get(10, TimeUnit.SECONDS);
            TestFleet.execute(
                    servers.config().ledger().orElseThrow(),
                    "DELETE FROM latchkey_ledger WHERE work_id = '" + workId + "'");

            Outcome<String> second = fleet.run(key, workId, ResultCodec.string(), connection -> {
                throw new IllegalStateException("the row that the first run made is in the way");
            });

            assertThat(second).isEqualTo(new AlreadyDone<>("first"));
        }

        @Test
        void keysThatReadTheSameButHaveOtherOwnersAreOtherActions() throws SQLException {
            LockKey one = LockKey.of("TENANT", "acme", "EU_" + key);
            LockKey other = LockKey.of("TENANT", "acme_EU", key.text());
            assertThat(one.text()).isEqualTo(other.text());
            fleet.run(one, workId, ResultCodec.string(), connection -> "acme");
            assertThat(fleet.run(other, workId, ResultCodec.string(), connection -> "acme in the EU"))
                    .isInstanceOf(Completed.class);
        }

        @Test
        void anInterruptIsRestoredWhenTheReceiptAnswers() throws Exception {
            ((Completed<String>) runOnce("first")).mark().toCompletableFuture().get(10, TimeUnit.SECONDS);
            TestFleet.execute(
                    servers.config().ledger().orElseThrow(),
                    "DELETE FROM latchkey_ledger WHERE work_id = '" + workId + "'");
            Outcome<String> second =
                    fleet.<String, Exception>run(GuardedRun.once(key, workId, ResultCodec.string()), connection -> {
                        throw new InterruptedException("asked to stop");
                    });
            assertThat(second).isEqualTo(new AlreadyDone<>("first"));
            assertThat(Thread.interrupted()).isTrue();
        }

        @Test
        void anotherWorkIdOfTheSameKeyRuns() throws SQLException {
            runOnce("first");
            assertThat(fleet.run(key, newWorkId(), ResultCodec.string(), connection -> "other"))
                    .isInstanceOf(Completed.class);
        }

        @Test
        void resultsOf64KiBAreKeptAndLargerOnesRefusedBeforeTheGate() throws SQLException {
            byte[] largest = new byte[ResultCodec.MAX_BYTES];
            largest[17] = 17;
            fleet.run(key, workId, ResultCodec.bytes(), connection -> largest);
            AlreadyDone<byte[]> again =
                    (AlreadyDone<byte[]>) fleet.run(key, workId, ResultCodec.bytes(), connection -> {
                        throw new IllegalStateException("ran before the ledger knew: the receipt answers");
                    });
            assertThat(again.value()).isEqualTo(largest);

            WorkId other = newWorkId();
            assertThatThrownBy(() -> fleet.run(key, other, ResultCodec.bytes(), connection -> {
                        leaveEffect(connection, other);
                        return new byte[ResultCodec.MAX_BYTES + 1];
                    }))
                    .hasMessage(
                            "result of %s of %s has 65537 bytes, allowed are 65536; keep it in a table of your own and"
                                    + " return its key",
                            other, key);
            assertThat(servers.effects(other)).isZero();
        }
    }

    @Nested
    final class Each {

        @Test
        void runsAsOftenAsItIsAskedFor() throws SQLException {
            for (int i = 0; i < 2; i++) {
                Outcome<Integer> outcome = fleet.run(key, connection -> {
                    leaveEffect(connection, workId);
                    return 7;
                });
                assertThat(((Completed<Integer>) outcome).value()).isEqualTo(7);
            }
            assertThat(servers.effects(workId)).isEqualTo(2);
        }
    }

    @Nested
    final class BusyLocks {

        @Test
        void aLockHeldByAnotherIsBusyWithItsHolder() throws SQLException {
            try (HeldLock lock = fleet.tryAcquire(key).orElseThrow()) {
                Busy<String> busy = (Busy<String>) runOnce("never");
                assertThat(busy.holder().orElseThrow().session()).isEqualTo(lock.session());
            }
            assertThat(servers.effects(workId)).isZero();
        }

        @Test
        void aRunThatWaitsGetsTheLockWhenItIsReleased() throws Exception {
            HeldLock lock = fleet.tryAcquire(key).orElseThrow();
            CompletableFuture<Outcome<String>> waiting = CompletableFuture.supplyAsync(() -> {
                GuardedRun<String> run =
                        GuardedRun.once(key, workId, ResultCodec.string()).waitingUpTo(WaitLimit.ofSeconds(60));
                return fleet.run(run, connection -> "done");
            });
            await().until(() -> TestFleet.waiters(home, key.text()) == 1);
            lock.close();
            assertThat(waiting.get(30, TimeUnit.SECONDS)).isInstanceOf(Completed.class);
        }

        @Test
        void aWaitEndsWithItsLimit() {
            try (HeldLock lock = fleet.tryAcquire(key).orElseThrow()) {
                GuardedRun<String> run =
                        GuardedRun.once(key, workId, ResultCodec.string()).waitingUpTo(WaitLimit.ofMillis(50));
                assertThat(fleet.run(run, connection -> "never")).isInstanceOf(Busy.class);
                lock.ensureHeld();
            }
        }
    }
}
