package dev.latchkey.trials.locks;

import static dev.latchkey.trials.locks.WaitingBench.BOUND;
import static dev.latchkey.trials.locks.WaitingBench.newName;
import static dev.latchkey.trials.locks.WaitingBench.newNames;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.Polling;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.trials.locks.WaitRecorder.Wait;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A wait ends with its limit: never before it, and a few milliseconds after it. */
final class WaitLimitsTest {

    private static final int TRIES = 50;
    private static final Duration FEW_MILLISECONDS = Duration.ofMillis(20);

    /** So late may a wait end that other programs kept from the processor. */
    private static final Duration LATEST = Duration.ofSeconds(5);

    private final List<LockName> names = newNames(2);
    private final LockName name = names.get(0);
    private final WaitingBench bench =
            WaitingBench.with(config -> config.withPoolSize(6).withLease(Duration.ofSeconds(1)));
    private final ServerLocks locks = bench.locks();

    @AfterEach
    void nothingIsLeft() {
        bench.assertNothingLeaked();
        bench.close();
        assertThat(bench.isFree(name)).isTrue();
    }

    private enum Way {
        ALONE {
            @Override
            void waitFor(ServerLocks locks, List<LockName> names, WaitLimit limit) {
                locks.acquire(names.get(0), limit).close();
            }
        },
        TOGETHER {
            @Override
            void waitFor(ServerLocks locks, List<LockName> names, WaitLimit limit) {
                locks.acquireAll(names, limit, LockOptions.DEFAULT).close();
            }
        },
        WITHOUT_A_THREAD {
            @Override
            void waitFor(ServerLocks locks, List<LockName> names, WaitLimit limit) throws Exception {
                try {
                    locks.acquireAsync(names.get(0), limit, LockOptions.DEFAULT)
                            .get(BOUND.toSeconds(), TimeUnit.SECONDS)
                            .close();
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException cause ? cause : e;
                }
            }
        },
        POLLING {
            @Override
            void waitFor(ServerLocks locks, List<LockName> names, WaitLimit limit) {
                LockOptions polling = LockOptions.DEFAULT.polling(Polling.every(Duration.ofMillis(30)));
                locks.acquire(names.get(0), limit, polling).close();
            }
        },
        NAPPING {
            @Override
            void waitFor(ServerLocks locks, List<LockName> names, WaitLimit limit) {
                LockOptions polling = LockOptions.DEFAULT.polling(Polling.every(Duration.ofHours(1)));
                locks.acquire(names.get(0), limit, polling).close();
            }
        },
        SHARING_A_SESSION {
            @Override
            void waitFor(ServerLocks locks, List<LockName> names, WaitLimit limit) {
                locks.acquire(names.get(0), limit, LockOptions.DEFAULT.sharingASession())
                        .close();
            }
        };

        abstract void waitFor(ServerLocks locks, List<LockName> names, WaitLimit limit) throws Exception;
    }

    /** By how much the wait outlasts its limit, once; negative if it ends early. */
    private Duration overshoot(Way way, WaitLimit limit) {
        long start = System.nanoTime();
        assertThatThrownBy(() -> way.waitFor(locks, names, limit)).isInstanceOf(LockNotAcquiredException.class);
        return Duration.ofNanos(System.nanoTime() - start).minus(limit.duration());
    }

    private void assertExact(Way way, long millis) {
        overshoot(way, WaitLimit.ofMillis(1)); // opens the sessions
        WaitLimit limit = WaitLimit.ofMillis(millis);
        Duration least = LATEST;
        for (int i = 0; i < TRIES && least.compareTo(FEW_MILLISECONDS) >= 0; i++) {
            Duration late = overshoot(way, limit);
            assertThat(late).isBetween(Duration.ZERO, LATEST);
            least = late.compareTo(least) < 0 ? late : least;
        }
        assertThat(least).isLessThan(FEW_MILLISECONDS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 120, 400, 700, 1500})
    void aWaitIsExact(long millis) {
        try (ForeignHolder foreign = bench.foreign(List.of(name))) {
            assertExact(Way.ALONE, millis);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void eachWayToWaitIsExact(Way way) {
        try (ForeignHolder foreign = bench.foreign(List.of(name))) {
            assertExact(way, 250);
        }
    }

    @Test
    void aWaitBehindOthersOfTheSameProgramIsExact() {
        try (ForeignHolder foreign = bench.foreign(List.of(name))) {
            CompletableFuture<HeldLock> first = locks.acquireAsync(name, WaitLimit.ofSeconds(60), LockOptions.DEFAULT);
            bench.awaitInTheServersQueue(1);
            assertExact(Way.ALONE, 250);
            first.cancel(false);
        }
    }

    @Test
    void waitsThatWereTooShortLeaveTheLockToTheNext() {
        try (ForeignHolder foreign = bench.foreign(List.of(name))) {
            for (int i = 0; i < 300; i++) {
                overshoot(Way.values()[i % 3 == 0 ? 0 : 2], WaitLimit.ofMillis(1));
            }
        }
        locks.acquire(name, WaitLimit.ofSeconds(30)).close();
    }

    @Nested
    final class LongerThanTheLease {

        @Test
        void aWaitGoesOnInSlices() {
            try (ForeignHolder foreign = bench.foreign(List.of(name))) {
                Duration late = overshoot(Way.ALONE, WaitLimit.ofMillis(2500));
                assertThat(late).isBetween(Duration.ZERO, LATEST);
            }
            assertThat(bench.recorder().waits())
                    .singleElement()
                    .extracting(Wait::requests)
                    .satisfies(requests -> assertThat(requests).isGreaterThanOrEqualTo(3));
        }

        @Test
        void aLockThatIsReleasedInALaterSliceIsGranted() throws Exception {
            long start = System.nanoTime();
            CompletableFuture<HeldLock> waiting;
            try (ForeignHolder foreign = bench.foreign(List.of(name))) {
                waiting = locks.acquireAsync(name, WaitLimit.ofSeconds(60), LockOptions.DEFAULT);
                await().until(() ->
                        System.nanoTime() - start > Duration.ofMillis(1700).toNanos());
                assertThat(waiting).isNotDone();
            }
            waiting.get(BOUND.toSeconds(), TimeUnit.SECONDS).close();
        }

        @Test
        void noSliceIsLongerThanTheLease() {
            LockName[] wanted = {newName(), newName()};
            try (ForeignHolder foreign = bench.foreign(List.of(name, wanted[0], wanted[1]))) {
                CompletableFuture<HeldLock> alone =
                        locks.acquireAsync(name, WaitLimit.ofSeconds(3600), LockOptions.DEFAULT);
                Crowd together = Crowd.of(
                        1,
                        i -> assertThatThrownBy(() -> locks.acquireAll(
                                        List.of(wanted), WaitLimit.ofMillis(3000), LockOptions.DEFAULT))
                                .isInstanceOf(LockNotAcquiredException.class));
                SliceCheck slices = new SliceCheck(bench, Duration.ofSeconds(1));
                together.awaitEnd(BOUND, slices);
                assertThat(slices.seen()).isGreaterThan(10);
                alone.cancel(false);
            }
        }
    }
}
