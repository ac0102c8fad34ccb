package dev.latchkey.trials.locks;

import static dev.latchkey.trials.locks.WaitingBench.BOUND;
import static dev.latchkey.trials.locks.WaitingBench.newNames;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Waits that keep no thread. */
final class AsyncTest {

    private static final WaitLimit LONG = WaitLimit.ofSeconds(240);

    private final List<LockName> names = newNames(10);
    private final LockName name = names.get(0);
    private final WaitingBench bench = WaitingBench.withPool(10);
    private final ServerLocks locks = bench.locks();

    @AfterEach
    void nothingIsLeft() {
        names.forEach(bench::awaitFree);
        bench.assertNothingLeaked();
        bench.close();
    }

    private CompletableFuture<HeldLock> ask(LockName wanted, WaitLimit limit) {
        return locks.acquireAsync(wanted, limit, LockOptions.DEFAULT);
    }

    private static HeldLock got(CompletableFuture<HeldLock> lock) throws Exception {
        return lock.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aFreeLockIsGranted() throws Exception {
        try (HeldLock lock = got(ask(name, LONG))) {
            lock.ensureHeld();
            assertThat(locks.tryAcquire(name)).isEmpty();
        }
    }

    @Test
    void aLockIsGrantedWhenItsHolderReleasesAndAnotherThreadMayCloseIt() throws Exception {
        HeldLock held = locks.acquire(name, LONG);
        CompletableFuture<Void> closed = ask(name, LONG).thenAcceptAsync(HeldLock::close);
        bench.awaitInTheServersQueue(1);
        assertThat(closed).isNotDone();
        held.close();
        closed.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void whatACallerDoesWhenItIsServedKeepsNobodyBehindItWaiting() throws Exception {
        HeldLock held = locks.acquire(name, LONG);
        CompletableFuture<HeldLock> second = new CompletableFuture<>();
        CompletableFuture<Void> first = ask(name, LONG).thenAccept(lock -> {
            lock.close();
            second.join().close();
        });
        CompletableFuture<Void> passedOn = ask(name, LONG).thenAccept(second::complete);
        held.close();
        got(passedOn.thenApply(unused -> second.join()));
        first.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aLimitThatPassesIsToldWithTheHolder() {
        try (HeldLock held = locks.acquire(name, LONG)) {
            assertThatThrownBy(() -> got(ask(name, WaitLimit.ofMillis(200))))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(LockNotAcquiredException.class, e -> {
                        assertThat(e.name()).isEqualTo(name);
                        assertThat(e.holder().orElseThrow().session()).isEqualTo(held.session());
                    });
        }
    }

    @Test
    void aLockThatCanInterruptNobodyIsRefused() {
        assertThatThrownBy(() -> locks.acquireAsync(name, LONG, LockOptions.DEFAULT.interruptingOnLoss()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "lock %s can't interrupt on its loss: which thread will work under it isn't known; use onLost"
                                .formatted(name));
    }

    @Nested
    final class Cancelling {

        @Test
        void theServerIsWaitedInNoMore() {
            try (HeldLock held = locks.acquire(name, LONG)) {
                CompletableFuture<HeldLock> waiting = ask(name, LONG);
                bench.awaitInTheServersQueue(1);
                assertThat(waiting.cancel(true)).isTrue();
                bench.awaitInTheServersQueue(0);
                held.ensureHeld();
            }
        }

        @Test
        void aWaitThatIsCancelledBeforeItHasASessionNeverReachesTheServer() {
            try (HeldLock held = locks.acquire(name, LONG)) {
                for (int i = 0; i < 200; i++) {
                    ask(name, LONG).cancel(false);
                }
                bench.awaitInTheServersQueue(0);
            }
        }

        @Test
        void theNextInLineComesUp() throws Exception {
            HeldLock held = locks.acquire(name, LONG);
            CompletableFuture<HeldLock> first = ask(name, LONG);
            CompletableFuture<HeldLock> second = ask(name, LONG);
            bench.awaitInTheServersQueue(1);
            first.cancel(false);
            held.close();
            got(second).close();
        }
    }

    @Nested
    final class Crowds {

        private static final int WAITERS = 10_000;

        /** A thread now and then for what happens at one moment, but never one for each waiter. */
        private static final int MOST_THREADS = WAITERS / 20;

        private final AtomicInteger mostThreads = new AtomicInteger();

        private void lookAtTheThreads() {
            long ours = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("latchkey "))
                    .count();
            mostThreads.accumulateAndGet((int) ours, Math::max);
        }

        private void awaitAll(List<? extends CompletableFuture<?>> all) {
            await().atMost(Duration.ofSeconds(200))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> {
                        lookAtTheThreads();
                        return all.stream().allMatch(CompletableFuture::isDone);
                    });
            assertThat(mostThreads.get()).isBetween(1, MOST_THREADS);
        }

        @Test
        void tenThousandWaitersGetTheirTurnOnFewThreads() {
            int[] counters = new int[names.size()];
            List<CompletableFuture<Void>> all = IntStream.range(0, WAITERS)
                    .mapToObj(i -> {
                        int mine = i % names.size();
                        return ask(names.get(mine), LONG).thenAccept(lock -> {
                            counters[mine]++;
                            lock.close();
                        });
                    })
                    .toList();
            awaitAll(all);
            assertThat(all).noneMatch(CompletableFuture::isCompletedExceptionally);
            assertThat(counters).containsOnly(WAITERS / names.size());
        }

        @Test
        void tenThousandWaitersLeaveInTimeOnFewThreads() {
            try (ForeignHolder foreign = bench.foreign(names)) {
                long start = System.nanoTime();
                List<CompletableFuture<HeldLock>> all = IntStream.range(0, WAITERS)
                        .mapToObj(i -> ask(names.get(i % names.size()), WaitLimit.ofSeconds(3)))
                        .toList();
                awaitAll(all);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(3));
                assertThat(all)
                        .allSatisfy(each -> assertThat(each)
                                .failsWithin(Duration.ZERO)
                                .withThrowableThat()
                                .havingCause()
                                .isInstanceOf(LockNotAcquiredException.class));
            }
        }
    }
}
