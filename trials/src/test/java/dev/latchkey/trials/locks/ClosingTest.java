package dev.latchkey.trials.locks;

import static dev.latchkey.trials.support.ShortLease.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.ToldEvents;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The orderly end of all locks of a server: nobody new, time for those who hold, and then no more. */
@Tag("contract")
final class ClosingTest {

    private static final String REFUSAL =
            "taking a lock on the server failed: its locks are being closed; check that the server answers, and the pool's size";

    private final LockName name = LockName.exact("closing " + TestFleet.newWorkId());
    private final ToldEvents events = new ToldEvents();

    /** Longer than {@link ShortLease#BOUND}: in these tests no lock is freed by the lease. */
    private final ServerConfig config = ShortLease.server(120).withListener(events);

    private final ServerLocks patient = withCloseTimeout(BOUND.multipliedBy(2));

    private ServerLocks withCloseTimeout(Duration timeout) {
        return ServerLocks.on(
                Server.open("the server", config.withLimits(config.limits().withCloseTimeout(timeout))));
    }

    @AfterEach
    void noSessionHoldsTheLock() {
        patient.close();
        await().atMost(BOUND).until(this::isFree);
    }

    private boolean isFree() {
        return TestFleet.isFree(config, name.text());
    }

    private static LockOptions options(boolean shared) {
        return shared ? LockOptions.DEFAULT.sharingASession() : LockOptions.DEFAULT;
    }

    private CompletableFuture<Void> beginToClose(ServerLocks locks) {
        CompletableFuture<Void> closing = CompletableFuture.runAsync(locks::close);
        await().atMost(BOUND).until(() -> refuses(locks));
        return closing;
    }

    private static boolean refuses(ServerLocks locks) {
        try {
            locks.tryAcquire(LockName.exact("closing, " + TestFleet.newWorkId()))
                    .ifPresent(HeldLock::close);
            return false;
        } catch (ServerUnavailableException e) {
            return true;
        }
    }

    @Nested
    final class WhileItIsUnderWay {

        @Test
        void nobodyGetsALockAnyMore() throws Exception {
            HeldLock held = patient.tryAcquire(name).orElseThrow();
            CompletableFuture<Void> closing = beginToClose(patient);
            LockName free = LockName.exact(name + " free");
            assertThatThrownBy(() -> patient.tryAcquire(free)).hasMessage(REFUSAL);
            assertThatThrownBy(() -> patient.acquire(free, WaitLimit.of(BOUND))).hasMessage(REFUSAL);
            assertThatThrownBy(() -> patient.acquireAsync(free, WaitLimit.of(BOUND), LockOptions.DEFAULT))
                    .hasMessage(REFUSAL);
            assertThatThrownBy(() -> patient.tryAcquire(free, LockOptions.DEFAULT.sharingASession()))
                    .hasMessage(REFUSAL);
            assertThat(TestFleet.isFree(config, free.text())).isTrue();
            held.close();
            closing.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        }

        @Test
        void whoWaitsForAFreeSessionGetsNoLockAnyMore() throws Exception {
            List<HeldLock> all = IntStream.range(0, config.limits().poolSize())
                    .mapToObj(i ->
                            patient.tryAcquire(LockName.exact(name + " " + i)).orElseThrow())
                    .toList();
            CompletableFuture<Optional<HeldLock>> waiting = new CompletableFuture<>();
            Thread asks = new Thread(() -> {
                try {
                    waiting.complete(patient.tryAcquire(name));
                } catch (RuntimeException e) {
                    waiting.completeExceptionally(e);
                }
            });
            asks.setDaemon(true);
            asks.start();
            await().atMost(BOUND).until(() -> Interrupted.isParked(asks));
            CompletableFuture<Void> closing = beginToClose(patient);
            all.forEach(HeldLock::close);
            assertThatThrownBy(() -> waiting.get(BOUND.toSeconds(), TimeUnit.SECONDS))
                    .cause()
                    .hasMessage(REFUSAL);
            closing.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        }

        @ParameterizedTest(name = "waiting without a thread: {0}")
        @ValueSource(booleans = {false, true})
        void whoWaitsLeavesAtOnce(boolean async) throws Exception {
            HeldLock held = patient.tryAcquire(name).orElseThrow();
            WaitLimit long_ = WaitLimit.of(Duration.ofHours(1));
            CompletableFuture<HeldLock> waiter = async
                    ? patient.acquireAsync(name, long_, LockOptions.DEFAULT)
                    : CompletableFuture.supplyAsync(() -> patient.acquire(name, long_));
            await().atMost(BOUND).until(() -> TestFleet.waiters(config, name.text()) == 1);
            CompletableFuture<Void> closing = beginToClose(patient);
            assertThatThrownBy(() -> waiter.get(BOUND.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(ServerUnavailableException.class)
                    .hasMessage(REFUSAL);
            assertThat(closing).isNotDone(); // it still waits for the holder
            held.ensureHeld();
            held.close();
            closing.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        }

        @ParameterizedTest(name = "on a shared session: {0}")
        @ValueSource(booleans = {false, true})
        void aHolderMayFinishAndTheClosingEndsWithItsRelease(boolean shared) throws Exception {
            HeldLock held = patient.tryAcquire(name, options(shared)).orElseThrow();
            CompletableFuture<Void> closing = beginToClose(patient);
            held.ensureHeld();
            assertThat(closing).isNotDone();
            held.close();
            closing.get(BOUND.toSeconds(), TimeUnit.SECONDS);
            assertThat(held.lost()).isEmpty();
            assertThat(events.lost()).isEmpty();
        }
    }

    @Nested
    final class AfterItsTimeOut {

        private final Duration timeout = Duration.ofMillis(700);

        @ParameterizedTest(name = "on a shared session: {0}")
        @ValueSource(booleans = {false, true})
        void aHolderLosesItsLockAndIsToldWhy(boolean shared) throws Exception {
            CompletableFuture<LostLock> told = new CompletableFuture<>();
            ServerLocks locks = withCloseTimeout(timeout);
            HeldLock held = locks.tryAcquire(name, options(shared).onLost(told::complete))
                    .orElseThrow();
            long before = System.nanoTime();
            locks.close();
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(timeout.toNanos());
            await().atMost(BOUND).until(ClosingTest.this::isFree);
            LostLock lost = told.get(BOUND.toSeconds(), TimeUnit.SECONDS);
            assertThat(lost.evidence()).isEqualTo(Evidence.CLOSED);
            assertThat(lost.detail()).isEqualTo("still held it 700 ms after the closing had begun, and was ended");
            assertThat(lost.toString()).endsWith("; release all locks before closing, or allow the closing more time");
            assertThatThrownBy(held::ensureHeld)
                    .isInstanceOfSatisfying(
                            LockLostException.class,
                            thrown -> assertThat(thrown.lock()).isEqualTo(lost));
            assertThatThrownBy(held::close).isInstanceOf(LockLostException.class);
            assertThat(events.ends()).containsExactly("lost " + name);
        }

        @Test
        void ofZeroNobodyIsWaitedFor() {
            ServerLocks locks = withCloseTimeout(Duration.ZERO);
            HeldLock held = locks.tryAcquire(name).orElseThrow();
            locks.close();
            assertThat(held.lost()).map(LostLock::evidence).contains(Evidence.CLOSED);
        }
    }

    @Test
    void nothingHeldMeansNoWait() throws Exception {
        patient.tryAcquire(name).orElseThrow().close();
        CompletableFuture.runAsync(patient::close).get(BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThatThrownBy(() -> patient.tryAcquire(name)).hasMessage(REFUSAL);
    }
}
