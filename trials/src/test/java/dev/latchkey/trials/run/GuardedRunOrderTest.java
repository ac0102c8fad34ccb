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
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.work.JdbiWork;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In which order a run does what, what it hands to the work, and what a failure leaves: nothing. */
@Tag("contract")
final class GuardedRunOrderTest {

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
    final class Failures {

        @Test
        void theWorksExceptionPassesThroughUnchangedAndNothingStays() {
            IOException thrown = new IOException("the work's own");
            assertThatThrownBy(() -> fleet.<String, Exception>run(
                            GuardedRun.once(key, workId, ResultCodec.string()), connection -> {
                                leaveEffect(connection, workId);
                                throw thrown;
                            }))
                    .isSameAs(thrown)
                    .hasNoSuppressedExceptions();
            assertThat(servers.effects(workId)).isZero();
            assertThat(TestFleet.isFree(home, key.text())).isTrue();
        }

        @Test
        void aFailedRunMayBeRunAgain() throws SQLException {
            assertThatThrownBy(() -> fleet.run(key, workId, ResultCodec.string(), connection -> {
                        leaveEffect(connection, workId);
                        throw new IllegalStateException("once");
                    }))
                    .hasMessage("once");
            assertThat(runOnce("then")).isInstanceOf(Completed.class);
            assertThat(servers.effects(workId)).isEqualTo(1);
        }

        @Test
        void anExceptionOfTheCodecRollsBack() {
            ResultCodec<String> broken = ResultCodec.of(
                    text -> {
                        throw new IllegalStateException("can't be written");
                    },
                    bytes -> "");
            assertThatThrownBy(() -> fleet.run(key, workId, broken, connection -> {
                        leaveEffect(connection, workId);
                        return "value";
                    }))
                    .hasMessage("can't be written");
            assertThat(servers.effects(workId)).isZero();
        }
    }

    @Nested
    final class Order {

        @Test
        void theSnapshotIsTakenAfterTheLock() throws Exception {
            TestFleet.execute(
                    home, "INSERT INTO counter VALUES (" + home.hashCode() + ", 1) ON DUPLICATE KEY UPDATE n = 1");
            HeldLock lock = fleet.tryAcquire(key).orElseThrow();
            CompletableFuture<Outcome<Long>> waiting = CompletableFuture.supplyAsync(() -> {
                GuardedRun<Long> run = GuardedRun.<Long>each(key).waitingUpTo(WaitLimit.ofSeconds(60));
                return fleet.run(
                        run,
                        JdbiWork.of(handle -> handle.createQuery("SELECT n FROM counter WHERE id = " + home.hashCode())
                                .mapTo(Long.class)
                                .one()));
            });
            await().until(() -> TestFleet.waiters(home, key.text()) == 1);
            TestFleet.execute(home, "UPDATE counter SET n = 2 WHERE id = " + home.hashCode());
            lock.close();
            assertThat(((Completed<Long>) waiting.get(30, TimeUnit.SECONDS)).value())
                    .isEqualTo(2);
        }

        @Test
        void withoutAWorkIdTheLockIsReleasedAfterTheCommitAndTheSessionHoldsNothingWhenItGoesBack()
                throws SQLException {
            List<String> seen = new ArrayList<>();
            StatementTap.during(
                    (moment, statement) -> {
                        if (moment == Moment.BEFORE && statement.sql().contains("RELEASE_ALL_LOCKS")) {
                            seen.add("effects before the release: " + servers.effects(workId));
                        }
                        if (moment == Moment.AFTER && statement.verb().equals("COMMIT")) {
                            seen.add("free after the commit: " + TestFleet.isFree(home, key.text()));
                        }
                    },
                    () -> fleet.run(key, connection -> {
                        leaveEffect(connection, workId);
                        return "done";
                    }));
            assertThat(seen).containsExactly("free after the commit: false", "effects before the release: 1");
            assertThat(TestFleet.isFree(home, key.text())).isTrue();
        }

        @Test
        void aRunSendsThreeStatementsBesideTheWorksOwn() throws SQLException {
            fleet.tryAcquire(key).orElseThrow().close(); // a new session says once who it is
            List<String> sent = new ArrayList<>();
            StatementTap.during(
                    (moment, statement) -> {
                        if (moment == Moment.BEFORE) {
                            sent.add(statement.verb());
                        }
                    },
                    () -> runOnce("done"));
            assertThat(sent).containsExactly("SELECT", "SELECT", "INSERT", "CALL");
        }

        @Test
        void underContentionEachRunSeesWhatTheOneBeforeWrote() {
            long id = workId.hashCode();
            TestFleet.execute(home, "INSERT INTO counter VALUES (" + id + ", 0)");
            int runs = 40;
            GuardedRun<Integer> run = GuardedRun.<Integer>each(key).waitingUpTo(WaitLimit.ofSeconds(60));
            List<CompletableFuture<Outcome<Integer>>> all = IntStream.range(0, runs)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> fleet.run(run, JdbiWork.of(handle -> {
                        long n = handle.createQuery("SELECT n FROM counter WHERE id = " + id)
                                .mapTo(Long.class)
                                .one();
                        return handle.execute("UPDATE counter SET n = ? WHERE id = ?", n + 1, id);
                    }))))
                    .toList();
            assertThat(all)
                    .allSatisfy(f -> assertThat(f.get(60, TimeUnit.SECONDS)).isInstanceOf(Completed.class));
            assertThat(TestFleet.number(home, "SELECT n FROM counter WHERE id = " + id))
                    .isEqualTo(runs);
        }
    }

    @Nested
    final class Handles {

        @Test
        void nestedTransactionsOfJdbiAreSavepoints() throws SQLException {
            WorkId inner = newWorkId();
            fleet.run(key, workId, ResultCodec.none(), JdbiWork.of(handle -> {
                leaveEffect(handle.getConnection(), workId);
                assertThatThrownBy(() -> handle.useTransaction(nested -> {
                            leaveEffect(nested.getConnection(), inner);
                            throw new IllegalStateException("inner");
                        }))
                        .hasMessage("inner");
                handle.useTransaction(nested -> leaveEffect(nested.getConnection(), workId));
                return null;
            }));
            assertThat(servers.effects(workId)).isEqualTo(2);
            assertThat(servers.effects(inner)).isZero();
        }

        @Test
        void theConnectionIsShutWhenTheWorkHasReturned() throws SQLException {
            Connection[] kept = new Connection[1];
            fleet.run(key, connection -> kept[0] = connection);
            assertThat(kept[0].isClosed()).isTrue();
            assertThatThrownBy(() -> kept[0].createStatement())
                    .hasMessage(
                            "refused inside a guarded run: createStatement after the work had returned; do all of the"
                                    + " work before it returns");
        }
    }
}
