package dev.latchkey.trials.locks;

import static dev.latchkey.trials.locks.WaitingBench.BOUND;
import static dev.latchkey.trials.locks.WaitingBench.newNames;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.Polling;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.trials.locks.WaitRecorder.Wait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Waits that ask again and again instead of queueing in the server. */
final class PollingWaitTest {

    private static final WaitLimit LONG = WaitLimit.ofSeconds(240);
    private static final int REQUESTS_PER_SECOND = 40;

    private final List<LockName> names = newNames(4);
    private final LockName name = names.get(0);
    private final WaitingBench bench = WaitingBench.with(
            config -> config.withLimits(config.limits().withPoolSize(4).withRequestsPerSecond(REQUESTS_PER_SECOND)));
    private final ServerLocks locks = bench.locks();

    @AfterEach
    void nothingIsLeft() {
        bench.assertNothingLeaked();
        bench.close();
        names.forEach(bench::awaitFree);
    }

    private CompletableFuture<HeldLock> poll(LockName wanted, Polling strategy) {
        return locks.acquireAsync(wanted, LONG, LockOptions.DEFAULT.polling(strategy));
    }

    private static HeldLock got(CompletableFuture<HeldLock> lock) throws Exception {
        return lock.get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    static Stream<Polling> strategies() {
        return Stream.of(
                Polling.every(Duration.ofMillis(20)),
                Polling.exponential(Duration.ofMillis(5), Duration.ofMillis(200)),
                Polling.followingHoldTimes(),
                Polling.followingHoldTimes(Duration.ofMillis(5)));
    }

    @Nested
    final class EachStrategy {

        static Stream<Polling> strategies() {
            return PollingWaitTest.strategies();
        }

        @ParameterizedTest
        @MethodSource("strategies")
        void findsTheLockFreeWithoutQueueing(Polling strategy) throws Exception {
            RequestTap.Count asked = RequestTap.of(name);
            ForeignHolder foreign = bench.foreign(List.of(name));
            CompletableFuture<HeldLock> waiting = poll(name, strategy);
            await().atMost(BOUND).until(() -> {
                assertThat(bench.inTheServersQueue()).isZero();
                return asked.requests() >= 4;
            });
            assertThat(waiting).isNotDone();
            foreign.close();
            got(waiting).close();
            Wait wait = bench.recorder().waits().get(0);
            assertThat(wait.granted()).isTrue();
            assertThat(wait.requests()).isEqualTo(asked.requests()).isGreaterThan(4);
        }
    }

    @Test
    void allWaitersTogetherKeepToTheRequestsOfASecond() {
        List<LockName> many = newNames(60);
        List<RequestTap.Count> counts = many.stream().map(RequestTap::of).toList();
        ForeignHolder foreign = bench.foreign(many);
        List<CompletableFuture<Void>> waiting = many.stream()
                .map(wanted -> poll(wanted, Polling.every(Duration.ofMillis(1))).thenAccept(HeldLock::close))
                .toList();
        await().atMost(BOUND).until(() -> counts.stream().allMatch(count -> count.requests() > 0));
        int before = requests(counts);
        long start = System.nanoTime();
        await().atMost(BOUND).until(() -> requests(counts) - before >= 5 * REQUESTS_PER_SECOND);
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(requests(counts) - before).isLessThanOrEqualTo((int) ((seconds + 1) * REQUESTS_PER_SECOND));
        assertThat(counts).allSatisfy(count -> assertThat(count.requests()).isGreaterThan(1));
        foreign.close();
        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new))
                .orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static int requests(List<RequestTap.Count> counts) {
        return counts.stream().mapToInt(RequestTap.Count::requests).sum();
    }

    @Nested
    final class Naps {

        private final Polling seldom = Polling.every(Duration.ofHours(1));

        @Test
        void aReleaseInTheSameProgramEndsThem() throws Exception {
            HeldLock held = locks.acquire(name, LONG);
            RequestTap.Count asked = RequestTap.of(name);
            List<CompletableFuture<HeldLock>> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                waiting.add(poll(name, seldom));
            }
            await().atMost(BOUND).until(() -> asked.requests() > 0);
            held.close();
            for (CompletableFuture<HeldLock> each : waiting) {
                got(each).close();
            }
        }

        /** The strategy is asked when the lock has just been found held. */
        @Test
        void aReleaseAtTheMomentAtWhichOneBeginsEndsItToo() throws Exception {
            for (int i = 0; i < 20; i++) {
                HeldLock held = locks.acquire(name, LONG);
                CompletableFuture<HeldLock> waiting = poll(name, seen -> {
                    held.close();
                    return Duration.ofHours(1);
                });
                got(waiting).close();
            }
        }

        @Test
        void aReleaseByWhoWasJustServedEndsTheNextOnes() throws Exception {
            HeldLock held = locks.acquire(name, LONG);
            RequestTap.Count asked = RequestTap.of(name);
            CompletableFuture<Void> first = poll(name, seldom).thenAccept(HeldLock::close);
            CompletableFuture<HeldLock> second = poll(name, seldom);
            await().atMost(BOUND).until(() -> asked.requests() > 0);
            held.close();
            got(second).close();
            first.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        }

        @Test
        void aStrategyThatFailsHarmsNobodyElse() throws Exception {
            HeldLock held = locks.acquire(name, LONG);
            RequestTap.Count asked = RequestTap.of(name);
            CompletableFuture<HeldLock> first = poll(name, seldom);
            await().atMost(BOUND).until(() -> asked.requests() > 0);
            CompletableFuture<HeldLock> failing = poll(name, seen -> {
                throw new IllegalStateException("no idea");
            });
            CompletableFuture<HeldLock> endless = poll(name, seen -> Duration.ofSeconds(Long.MAX_VALUE));
            CompletableFuture<HeldLock> last = poll(name, seldom);
            first.cancel(false);
            assertThatThrownBy(() -> got(failing)).cause().hasMessage("no idea");
            assertThatThrownBy(() -> got(endless)).cause().isInstanceOf(ArithmeticException.class);
            held.close();
            got(last).close();
        }

        @Test
        void aReleaseThatWasMeantForOneWhoGivesUpEndsThatOfTheNext() throws Exception {
            for (int i = 0; i < 100; i++) {
                HeldLock held = locks.acquire(name, LONG);
                CompletableFuture<HeldLock> first = poll(name, seldom);
                CompletableFuture<HeldLock> second = poll(name, seldom);
                CompletableFuture<Void> release = CompletableFuture.runAsync(held::close);
                if (!first.cancel(false)) {
                    first.join().close();
                }
                got(second).close();
                release.join();
            }
        }

        @Test
        void aLossInTheSameProgramEndsThem() throws Exception {
            HeldLock held = locks.acquire(name, LONG, LockOptions.DEFAULT.holdingAtMost(Duration.ofMillis(300)));
            got(poll(name, seldom)).close();
            assertThat(held.lost()).isPresent();
        }
    }

    @Nested
    final class NoPlaceInTheServersQueue {

        @Test
        void aWaiterPollsWhereOthersTookTheHalfOfThePool() throws Exception {
            ForeignHolder foreign = bench.foreign(names);
            List<CompletableFuture<HeldLock>> queued = names.subList(1, 3).stream()
                    .map(wanted -> locks.acquireAsync(wanted, LONG, LockOptions.DEFAULT))
                    .toList();
            bench.awaitInTheServersQueue(2);
            RequestTap.Count asked = RequestTap.of(name);
            CompletableFuture<HeldLock> third = locks.acquireAsync(name, LONG, LockOptions.DEFAULT);
            await().atMost(BOUND).until(() -> asked.requests() >= 3);
            assertThat(bench.inTheServersQueue()).isEqualTo(2);
            foreign.release(name);
            got(third).close();
            foreign.close();
            for (CompletableFuture<HeldLock> each : queued) {
                got(each).close();
            }
        }

        @Test
        void aPoolOfOneNeverQueues() throws Exception {
            try (WaitingBench small = WaitingBench.withPool(1)) {
                ForeignHolder foreign = small.foreign(List.of(name));
                RequestTap.Count asked = RequestTap.of(name);
                CompletableFuture<HeldLock> waiting = small.locks().acquireAsync(name, LONG, LockOptions.DEFAULT);
                await().atMost(BOUND).until(() -> {
                    assertThat(small.inTheServersQueue()).isZero();
                    return asked.requests() >= 3;
                });
                small.locks().tryAcquire(names.get(1)).orElseThrow().close();
                foreign.close();
                got(waiting).close();
            }
        }

        /** With a lease of a second: then each slice is over, and the place goes round. */
        @Test
        void whoPollsGetsAPlaceWhenASliceIsOver() {
            try (WaitingBench small =
                    WaitingBench.with(config -> config.withPoolSize(2).withLease(Duration.ofSeconds(1)))) {
                List<LockName> three = names.subList(0, 3);
                ForeignHolder foreign = small.foreign(three);
                List<CompletableFuture<Void>> waiting = three.stream()
                        .map(wanted -> small.locks()
                                .acquireAsync(wanted, LONG, LockOptions.DEFAULT)
                                .thenAccept(HeldLock::close))
                        .toList();
                List<LockName> turns = new ArrayList<>();
                await().atMost(BOUND).until(() -> {
                    three.stream()
                            .filter(each -> waitsInTheServersQueue(small, each))
                            .filter(each -> turns.isEmpty() || !each.equals(turns.get(turns.size() - 1)))
                            .forEach(turns::add);
                    return turns.size() >= 6;
                });
                assertThat(turns).containsAll(three);
                foreign.close();
                await().atMost(BOUND).until(() -> waiting.stream().allMatch(CompletableFuture::isDone));
                assertThat(waiting).noneMatch(CompletableFuture::isCompletedExceptionally);
            }
        }

        private boolean waitsInTheServersQueue(WaitingBench bench, LockName wanted) {
            return bench.waitingStatements().stream()
                    .anyMatch(statement -> statement.contains("'" + wanted.text() + "'"));
        }
    }
}
