package dev.latchkey.trials.locks;

import static dev.latchkey.trials.locks.WaitingBench.newName;
import static dev.latchkey.trials.locks.WaitingBench.newNames;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.BestEffort;
import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.trials.locks.WaitRecorder.Exhausted;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What callers are told when all sessions of the pool are in use. */
@Tag("contract")
final class PoolExhaustionTest {

    private static final Duration BORROW_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LATEST = Duration.ofSeconds(20);

    private final LockName name = newName();
    private final WaitingBench bench =
            WaitingBench.with(config -> config.withPoolSize(2).withBorrowTimeout(BORROW_TIMEOUT));
    private final ServerLocks locks = bench.locks();
    private List<HeldLock> all = List.of();

    @BeforeEach
    void allSessionsAreInUse() {
        all = newNames(2).stream()
                .map(other -> locks.tryAcquire(other).orElseThrow())
                .toList();
    }

    @AfterEach
    void nothingIsLeft() {
        all.forEach(HeldLock::close);
        bench.assertNothingLeaked();
        bench.close();
        assertThat(bench.isFree(name)).isTrue();
    }

    private Duration refusalOf(Runnable request, String message) {
        long start = System.nanoTime();
        assertThatThrownBy(request::run)
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageMatching(message);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void assertTold(Duration atLeast) {
        Exhausted told =
                assertThat(bench.recorder().exhausted()).singleElement().actual();
        assertThat(told.server()).isEqualTo("the server");
        assertThat(told.waited()).isBetween(atLeast, atLeast.plus(LATEST));
    }

    @Test
    void whoDoesNotWaitForTheLockWaitsForASessionUpToTheBorrowTimeOut() {
        Duration took = refusalOf(
                () -> locks.tryAcquire(name),
                "taking a session on the server failed: all 2 are in use, and none became free within 3000 ms;"
                        + " check that the server answers, and the pool's size");
        assertThat(took).isBetween(BORROW_TIMEOUT, BORROW_TIMEOUT.plus(LATEST));
        assertTold(BORROW_TIMEOUT);
    }

    @Test
    void anInterruptMeanwhileIsNoFaultOfTheServer() throws Exception {
        Interrupted.in(() -> locks.tryAcquire(name), Interrupted::isParked);
        AtomicInteger done = new AtomicInteger();
        BestEffort goAhead = BestEffort.whenDown(BestEffort.WhenDown.GO_AHEAD);
        Interrupted.in(() -> goAhead.run(() -> locks.tryAcquire(name), done::incrementAndGet), Interrupted::isParked);
        assertThat(done).hasValue(0);
    }

    @Test
    void aShorterLimitBoundsTheWaitForASession() {
        Duration limit = Duration.ofMillis(150);
        Duration took = refusalOf(
                () -> locks.acquire(name, WaitLimit.of(limit)),
                "taking a session on the server failed: all 2 are in use, and none became free within \\d+ ms;"
                        + " check that the server answers, and the pool's size");
        assertThat(took).isGreaterThanOrEqualTo(limit).isLessThan(LATEST);
        assertTold(limit.minusMillis(100));
    }

    @Test
    void aLongerLimitOutlastsTheBorrowTimeOut() throws Exception {
        CompletableFuture<HeldLock> waiting =
                CompletableFuture.supplyAsync(() -> locks.acquire(name, WaitLimit.ofSeconds(60)));
        refusalOf(() -> locks.tryAcquire(newName()), "taking a session .*");
        assertThat(waiting).isNotDone();
        all.get(0).close();
        waiting.get(30, TimeUnit.SECONDS).close();
    }

    @Test
    void whoComesBehindOthersIsToldThatTheLockIsTaken() {
        CompletableFuture<HeldLock> first =
                CompletableFuture.supplyAsync(() -> locks.acquire(name, WaitLimit.ofMillis(600)));
        CompletableFuture<HeldLock> second =
                CompletableFuture.supplyAsync(() -> locks.acquire(name, WaitLimit.ofMillis(300)));
        assertThatThrownBy(() -> CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfAny(ServerUnavailableException.class, LockNotAcquiredException.class);
        assertThat(bench.recorder().acquired()).isEqualTo(2);
    }

    @Test
    void aSessionThatBecomesFreeGoesToWhoeverWaits() throws Exception {
        CompletableFuture<HeldLock> waiting =
                CompletableFuture.supplyAsync(() -> locks.acquire(name, WaitLimit.ofSeconds(60)));
        all.get(1).close();
        waiting.get(30, TimeUnit.SECONDS).close();
        assertThat(bench.recorder().exhausted()).isEmpty();
    }
}
