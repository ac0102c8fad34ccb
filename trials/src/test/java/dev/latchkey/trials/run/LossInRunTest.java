package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.ShortLease.BOUND;
import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.GuardedRun;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.Outcome;
import dev.latchkey.ResultCodec;
import dev.latchkey.Work;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.ToldEvents;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A run whose lock is lost during the work is told so by the heartbeat, ends with that, and leaves nothing. */
@Tag("contract")
final class LossInRunTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();
    private final ServerConfig shard = servers.home(key);
    private final ToldEvents events = new ToldEvents();
    private final Fleet fleet = Fleet.open(ShortLease.fleet(3).withListener(events));
    private final List<LostLock> told = new CopyOnWriteArrayList<>();
    private final LockOptions options = LockOptions.DEFAULT.onLost(told::add);

    @AfterEach
    void nothingIsHeldAndNothingStays() {
        fleet.close();
        await().atMost(BOUND).until(() -> TestFleet.isFree(shard, key.text()));
        assertThat(servers.effects(workId)).isZero();
    }

    private <X extends Exception> Outcome<String> run(LockOptions with, Work<String, X> work) throws X {
        return fleet.run(GuardedRun.once(key, workId, ResultCodec.string()).with(with), work);
    }

    private long session() {
        return fleet.holderOf(key).orElseThrow().session();
    }

    private void killTheSession() {
        TestFleet.kill(shard, session());
    }

    private void awaitTheLoss() {
        await().atMost(BOUND).until(() -> !told.isEmpty());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Nested
    final class ByAKill {

        @Test
        void isToldOnceWhileTheWorkIsSilentAndThrownAfterIt() {
            assertThatThrownBy(() -> run(options, connection -> {
                        leaveEffect(connection, workId);
                        killTheSession();
                        awaitTheLoss();
                        return "too late";
                    }))
                    .isInstanceOfSatisfying(
                            LockLostException.class, thrown -> assertThat(told).containsExactly(thrown.lock()));
            assertThat(told.get(0).detail()).startsWith("gave no answer to the heartbeat (");
            assertThat(told.get(0).toString()).hasLineCount(1);
            assertThat(events.lost()).isEqualTo(told);
        }

        @Test
        void endsTheNextStatementOfTheWork() {
            assertThatThrownBy(() -> run(options, connection -> {
                        leaveEffect(connection, workId);
                        killTheSession();
                        awaitTheLoss();
                        leaveEffect(connection, workId);
                        return "too late";
                    }))
                    .isInstanceOf(SQLException.class);
            assertThat(events.lost()).isEqualTo(told).hasSize(1);
        }

        @Test
        void endsAStatementThatLasts() {
            assertThatThrownBy(() -> run(options, connection -> {
                        leaveEffect(connection, workId);
                        long session = session();
                        CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> {
                            await().atMost(BOUND).until(() -> isAsleep(session));
                            TestFleet.kill(shard, session);
                        });
                        try {
                            execute(connection, "SELECT SLEEP(100)");
                        } finally {
                            killed.join();
                        }
                        return "too late";
                    }))
                    .isInstanceOfAny(SQLException.class, LockLostException.class);
            await().atMost(BOUND).until(() -> events.lost().size() == 1);
        }

        private boolean isAsleep(long session) {
            return TestFleet.sessions(
                            shard,
                            seen -> seen.id() == session && seen.statement().startsWith("SELECT SLEEP"))
                    == 1;
        }

        @Test
        void interruptsTheWorkIfThatWasAskedForAndNothingAfterIt() {
            assertThatThrownBy(() -> run(options.interruptingOnLoss(), connection -> {
                        leaveEffect(connection, workId);
                        CompletableFuture<Void> killed = CompletableFuture.runAsync(LossInRunTest.this::killTheSession);
                        assertThatThrownBy(() -> new CountDownLatch(1).await(BOUND.toSeconds(), TimeUnit.SECONDS))
                                .isInstanceOf(InterruptedException.class);
                        killed.join();
                        return "too late";
                    }))
                    .isInstanceOf(LockLostException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }

        @Test
        void leavesNoInterruptBehindThatTheWorkTookNoNoticeOf() {
            assertThatThrownBy(() -> run(options.interruptingOnLoss(), connection -> {
                        leaveEffect(connection, workId);
                        CompletableFuture.runAsync(LossInRunTest.this::killTheSession)
                                .join();
                        CompletableFuture.runAsync(LossInRunTest.this::awaitTheLoss)
                                .join();
                        assertThat(Thread.currentThread().isInterrupted()).isTrue();
                        return "too late";
                    }))
                    .isInstanceOf(LockLostException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Nested
    final class OnASessionThatLivesOn {

        @Test
        void isToldByTheHeartbeatWhichAsksForTheLockAndNotOnlyForLife() {
            TestFleet.execute(shard, "DROP FUNCTION IF EXISTS releasing_behind");
            TestFleet.execute(
                    shard,
                    "CREATE FUNCTION releasing_behind() RETURNS INT NOT DETERMINISTIC NO SQL RETURN RELEASE_ALL_LOCKS()");
            assertThatThrownBy(() -> run(options, connection -> {
                        leaveEffect(connection, workId);
                        execute(connection, "SELECT releasing_behind()");
                        awaitTheLoss();
                        return "too late";
                    }))
                    .isInstanceOfSatisfying(
                            LockLostException.class, thrown -> assertThat(told).containsExactly(thrown.lock()));
            assertThat(told.get(0).evidence()).isEqualTo(Evidence.SERVER_SAID_SO);
            assertThat(told.get(0).detail()).isEqualTo("does not hold it any more, as the server told the heartbeat");
            assertThat(events.lost()).isEqualTo(told);
        }
    }
}
