package dev.latchkey.trials.locks;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.GuardedRun;
import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitInTransactionException;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Inside the work of a run that has sent a statement nobody waits for a named lock: no server would find that deadlock. */
@Tag("contract")
@SuppressWarnings("LockNotBeforeTry") // whether it can be locked is what is tried here
final class WaitInTransactionTest {

    private static final WaitLimit LIMIT = WaitLimit.ofSeconds(30);

    private final TestFleet servers = TestFleet.shared();
    private final Fleet fleet = servers.fleet();
    private final LockKey key = newKey();
    private final LockKey other = newKey();
    private final WorkId workId = newWorkId();

    @AfterEach
    void nothingIsHeld() {
        await().until(() ->
                TestFleet.isFree(servers.home(key), key.text()) && TestFleet.isFree(servers.home(other), other.text()));
    }

    /** Each way to wait for a free lock, and to let go of it. */
    private enum Way {
        ALONE {
            @Override
            void waitFor(Fleet fleet, LockKey key) {
                fleet.acquire(key, LIMIT).close();
            }
        },
        TOGETHER {
            @Override
            void waitFor(Fleet fleet, LockKey key) {
                fleet.acquireAll(List.of(key), LIMIT, LockOptions.DEFAULT).close();
            }
        },
        WITHOUT_A_THREAD {
            @Override
            void waitFor(Fleet fleet, LockKey key) throws Exception {
                fleet.acquireAsync(key, LIMIT, LockOptions.DEFAULT)
                        .get(60, TimeUnit.SECONDS)
                        .close();
            }
        },
        SHARING_A_SESSION {
            @Override
            void waitFor(Fleet fleet, LockKey key) {
                fleet.acquire(key, LIMIT, LockOptions.DEFAULT.sharingASession()).close();
            }
        },
        A_RUN_INSIDE {
            @Override
            void waitFor(Fleet fleet, LockKey key) throws Exception {
                fleet.run(GuardedRun.each(key).waitingUpTo(LIMIT), connection -> true);
            }
        },
        VIEW {
            @Override
            void waitFor(Fleet fleet, LockKey key) {
                Lock lock = fleet.asLock(key);
                lock.lock();
                lock.unlock();
            }
        },
        VIEW_WITH_A_LIMIT {
            @Override
            void waitFor(Fleet fleet, LockKey key) throws InterruptedException {
                Lock lock = fleet.asLock(key);
                assertThat(lock.tryLock(30, TimeUnit.SECONDS)).isTrue();
                lock.unlock();
            }
        };

        abstract void waitFor(Fleet fleet, LockKey key) throws Exception;
    }

    private void assertRefused(Way way) {
        assertThatThrownBy(() -> way.waitFor(fleet, other))
                .isInstanceOfSatisfying(
                        WaitInTransactionException.class,
                        refused -> assertThat(refused.name().text()).isEqualTo(other.text()))
                .hasMessage("waiting for lock %s refused: the work on this thread has sent statements, and a deadlock"
                                .formatted(other)
                        + " between a lock and a row is found by no server; take it before the run, or try it without"
                        + " waiting");
        assertThat(TestFleet.isFree(servers.home(other), other.text())).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void afterTheFirstStatementItIsRefusedAndTheRunMayGoOn(Way way) throws SQLException {
        assertThat(fleet.run(key, workId, ResultCodec.string(), connection -> {
                    leaveEffect(connection, workId);
                    assertRefused(way);
                    return "done";
                }))
                .isInstanceOf(Completed.class);
        assertThat(servers.effects(workId)).isOne();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void beforeTheFirstStatementAndAfterTheRunItIsAllowed(Way way) throws Exception {
        fleet.run(key, workId, ResultCodec.string(), connection -> {
            way.waitFor(fleet, other);
            leaveEffect(connection, workId);
            return "done";
        });
        way.waitFor(fleet, other);
        assertThat(servers.effects(workId)).isOne();
    }

    @Test
    void tryingIsAllowedAlways() throws SQLException {
        fleet.run(key, workId, ResultCodec.string(), connection -> {
            leaveEffect(connection, workId);
            fleet.tryAcquire(other).orElseThrow().close();
            fleet.tryAcquireAll(List.of(other), LockOptions.DEFAULT)
                    .orElseThrow()
                    .close();
            assertThat(fleet.asLock(other).tryLock()).isTrue();
            return "done";
        });
        assertThat(fleet.tryAcquire(other)).isEmpty();
        TestFleet.kill(servers.home(other), fleet.holderOf(other).orElseThrow().session());
    }

    @Test
    void anotherThreadMayWaitMeanwhile() throws Exception {
        fleet.run(key, workId, ResultCodec.string(), connection -> {
            leaveEffect(connection, workId);
            CompletableFuture.runAsync(() -> fleet.acquire(other, LIMIT).close())
                    .get(60, TimeUnit.SECONDS);
            return "done";
        });
    }

    @Test
    void aWorkThatFailsLeavesItsThreadFreeToWait() {
        assertThatThrownBy(() -> fleet.run(key, connection -> {
                    leaveEffect(connection, workId);
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        fleet.acquire(other, LIMIT).close();
    }

    @Nested
    final class RunsInsideOfRuns {

        private final LockKey inner = newKey();

        private void inTwoRuns(boolean outerSends, boolean innerSends, Runnable inside) throws SQLException {
            fleet.run(key, outer -> {
                send(outer, outerSends);
                fleet.run(inner, connection -> {
                    send(connection, innerSends);
                    inside.run();
                    return true;
                });
                return true;
            });
        }

        private void send(Connection connection, boolean really) throws SQLException {
            if (really) {
                leaveEffect(connection, workId);
            }
        }

        @Test
        void theStatementOfEitherRefusesTheWait() throws SQLException {
            inTwoRuns(true, false, () -> assertRefused(Way.ALONE));
            inTwoRuns(false, true, () -> assertRefused(Way.ALONE));
            inTwoRuns(true, true, () -> assertRefused(Way.A_RUN_INSIDE));
        }

        @Test
        void withoutAnyItIsAllowed() throws SQLException {
            inTwoRuns(false, false, () -> fleet.acquire(other, LIMIT).close());
        }

        @Test
        void theEndOfTheInnerOneLeavesTheOuterOneAsItWas() throws SQLException {
            fleet.run(key, outer -> {
                fleet.run(inner, connection -> {
                    leaveEffect(connection, workId);
                    return true;
                });
                fleet.acquire(other, LIMIT).close();
                leaveEffect(outer, workId);
                assertRefused(Way.ALONE);
                return true;
            });
            try (HeldLock lock = fleet.acquire(other, LIMIT)) {
                lock.ensureHeld();
            }
        }
    }
}
