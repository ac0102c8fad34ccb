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
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.Work;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.ToldEvents;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run that lasts longer than its maximum is rolled back, and then the next holder is let in. */
final class MaximumHoldInRunTest {

    private static final Duration MAXIMUM = Duration.ofSeconds(3);
    /** Shorter than the servers' own bound on waiting for a row, 50 s. */
    private static final int PATIENCE_SECONDS = 30;

    private static final LockOptions BOUNDED = LockOptions.DEFAULT.holdingAtMost(MAXIMUM);

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();
    private final ServerConfig shard = servers.home(key);
    private final ToldEvents events = new ToldEvents();

    /** A lease longer than {@link ShortLease#BOUND}: in these tests no lock is freed by it. */
    private final Fleet fleet = Fleet.open(ShortLease.fleet(120).withListener(events));

    @AfterEach
    void noSessionHoldsTheLock() {
        fleet.close();
        await().atMost(BOUND).until(() -> TestFleet.isFree(shard, key.text()));
    }

    private <X extends Exception> Outcome<String> run(LockOptions options, Work<String, X> work) throws X {
        return fleet.run(GuardedRun.once(key, workId, ResultCodec.string()).with(options), work);
    }

    /** Waits for the lock beside all pools, and then reads what is not committed, too. */
    private long effectsThatTheNextHolderSees() {
        try (Connection connection = TestFleet.connect(shard);
                Statement statement = connection.createStatement()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
            try (ResultSet granted =
                    statement.executeQuery("SELECT GET_LOCK('%s', %d)".formatted(key, PATIENCE_SECONDS))) {
                granted.next();
                assertThat(granted.getInt(1)).isEqualTo(1);
            }
            try (ResultSet count =
                    statement.executeQuery("SELECT COUNT(*) FROM effect WHERE work_id = '" + workId + "'")) {
                count.next();
                return count.getLong(1);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theNextHolderSeesNothingOfTheWorkAndTheCommitFails() {
        CompletableFuture<Long> next = new CompletableFuture<>();
        long before = System.nanoTime();
        assertThatThrownBy(() -> run(BOUNDED, connection -> {
                    for (int i = 0; i < 100; i++) {
                        leaveEffect(connection, workId);
                    }
                    next.complete(effectsThatTheNextHolderSees());
                    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(MAXIMUM.toNanos());
                    return "too late";
                }))
                .isInstanceOfSatisfying(LockLostException.class, thrown -> {
                    assertThat(thrown.lock().evidence()).isEqualTo(Evidence.HELD_TOO_LONG);
                    assertThat(thrown.lock().held()).isGreaterThanOrEqualTo(MAXIMUM);
                });
        assertThat(next).isCompletedWithValue(0L);
        assertThat(servers.effects(workId)).isZero();
        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(events.ends())
                        .filteredOn(end -> end.endsWith(key.text()))
                        .containsExactly("killed " + key, "lost " + key));
    }

    /** The server notices a closed socket in many waits, but not in this one. */
    @Test
    void aStatementThatWaitsForARowIsEndedWithItsSession() throws Exception {
        String counting = "INSERT INTO counter (id, n) VALUES (%s, 0)"
                .formatted(key.owner().replaceAll("[^0-9]", ""));
        CompletableFuture<LostLock> told = new CompletableFuture<>();
        CompletableFuture<Long> next = told.thenApplyAsync(lost -> effectsThatTheNextHolderSees());
        try (Connection inTheWay = TestFleet.connect(shard);
                Statement first = inTheWay.createStatement()) {
            inTheWay.setAutoCommit(false);
            first.execute(counting);
            assertThatThrownBy(() -> run(BOUNDED.onLost(told::complete), connection -> {
                        leaveEffect(connection, workId);
                        try (Statement second = connection.createStatement()) {
                            second.execute(counting);
                        }
                        return "too late";
                    }))
                    .isInstanceOfAny(SQLException.class, LockLostException.class);
            assertThat(told.get(BOUND.toSeconds(), TimeUnit.SECONDS).evidence()).isEqualTo(Evidence.HELD_TOO_LONG);
            assertThat(next.get(BOUND.toSeconds(), TimeUnit.SECONDS)).isZero();
            inTheWay.rollback();
        }
        assertThat(servers.effects(workId)).isZero();
    }

    @Test
    void aRunThatEndsInTimeIsCompletedAndKilledByNothingLater() throws SQLException {
        Outcome<String> outcome = run(BOUNDED, connection -> {
            leaveEffect(connection, workId);
            return "in time";
        });
        assertThat(((Completed<String>) outcome).heldToTheEnd()).isTrue();
        Outcome<String> next = fleet.run(key, newWorkId(), ResultCodec.string(), connection -> {
            await().during(MAXIMUM.multipliedBy(2))
                    .atMost(BOUND)
                    .until(() -> events.lost().isEmpty());
            return "on the same session, without a maximum";
        });
        assertThat(((Completed<String>) next).heldToTheEnd()).isTrue();
        assertThat(servers.effects(workId)).isEqualTo(1);
    }

    @Test
    void theWorkIsInterruptedIfThatWasAskedForAndNothingAfterIt() {
        assertThatThrownBy(() -> run(BOUNDED.interruptingOnLoss(), connection -> {
                    assertThatThrownBy(() -> new CompletableFuture<Void>().get(BOUND.toSeconds(), TimeUnit.SECONDS))
                            .isInstanceOf(InterruptedException.class);
                    return "too late";
                }))
                .isInstanceOf(LockLostException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
