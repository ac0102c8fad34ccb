package dev.latchkey.trials.locks;

import static dev.latchkey.trials.locks.WaitingBench.BOUND;
import static dev.latchkey.trials.locks.WaitingBench.newName;
import static dev.latchkey.trials.locks.WaitingBench.newNames;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.WaitLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many callers of one program: few sessions, first come first served, and a turn for everybody. */
final class LinesTest {

    private static final WaitLimit LONG = WaitLimit.ofSeconds(240);
    private static final Duration LONG_BOUND = Duration.ofSeconds(200);

    /** The first of the line may talk to the server. */
    private static void awaitAllButOneParked(Crowd crowd) {
        await().atMost(BOUND)
                .until(() ->
                        crowd.threads().stream().filter(Interrupted::isParked).count()
                                >= crowd.threads().size() - 1);
    }

    @Nested
    final class OneLock {

        private final LockName name = newName();

        /** Without a guard of its own: only the lock keeps its callers apart. */
        private int counter;

        /** One holds it, and one asks for it. */
        @Test
        void aThousandThreadsUseTwoSessionsAndAllGetTheirTurn() {
            try (WaitingBench bench = WaitingBench.withPool(50)) {
                RequestTap.Count count = RequestTap.of(name);
                Crowd.of(1000, i -> {
                            try (HeldLock lock = bench.locks().acquire(name, LONG)) {
                                counter++;
                            }
                        })
                        .awaitEnd(LONG_BOUND);
                assertThat(counter).isEqualTo(1000);
                assertThat(count.requests()).isGreaterThanOrEqualTo(1000);
                assertThat(count.mostAtOnce()).isOne();
                assertThat(bench.recorder().sessions()).hasSizeLessThan(10);
                bench.assertNothingLeaked();
            }
        }

        @Test
        void aThousandThreadsThatWaitForAnotherProgramUseOneSession() {
            try (WaitingBench bench = WaitingBench.withPool(10)) {
                ForeignHolder foreign = bench.foreign(List.of(name));
                Crowd crowd =
                        Crowd.of(1000, i -> bench.locks().acquire(name, LONG).close());
                awaitAllButOneParked(crowd);
                bench.awaitInTheServersQueue(1);
                assertThat(bench.sessions()).isLessThan(5);
                foreign.close();
                crowd.awaitEnd(LONG_BOUND);
            }
        }

        @Test
        void whoComesFirstIsServedFirst() throws Exception {
            try (WaitingBench bench = WaitingBench.withPool(10)) {
                List<Integer> served = Collections.synchronizedList(new ArrayList<>());
                HeldLock held = bench.locks().acquire(name, LONG);
                List<CompletableFuture<Void>> waiting = IntStream.range(0, 1000)
                        .mapToObj(i -> bench.locks()
                                .acquireAsync(name, LONG, LockOptions.DEFAULT)
                                .thenAccept(lock -> {
                                    served.add(i);
                                    lock.close();
                                }))
                        .toList();
                held.close();
                for (CompletableFuture<Void> each : waiting) {
                    each.get(LONG_BOUND.toSeconds(), TimeUnit.SECONDS);
                }
                assertThat(served)
                        .containsExactlyElementsOf(
                                IntStream.range(0, 1000).boxed().toList());
            }
        }

        @Test
        void aThreadThatComesLaterNeverOvertakes() {
            try (WaitingBench bench = WaitingBench.withPool(10)) {
                List<Integer> served = Collections.synchronizedList(new ArrayList<>());
                HeldLock held = bench.locks().acquire(name, LONG);
                List<Crowd> inLine = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    int number = i;
                    Crowd next = Crowd.of(1, one -> {
                        try (HeldLock lock = bench.locks().acquire(name, LONG)) {
                            served.add(number);
                        }
                    });
                    inLine.add(next);
                    await().atMost(BOUND)
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> Interrupted.isParked(next.threads().get(0))
                                    || (number == 0 && bench.inTheServersQueue() == 1));
                }
                bench.awaitInTheServersQueue(1);
                held.close();
                inLine.forEach(crowd -> crowd.awaitEnd(BOUND));
                assertThat(served).hasSize(100).isSorted();
            }
        }
    }

    @Nested
    final class ManyLocks {

        @Test
        void aThousandThreadsThatWantAHundredLocksAllGetTheirTurn() {
            assertAllGetTheirTurn(10, 1000, 100);
        }

        /** Then no session may wait in the server's queue, or only one. */
        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void aSmallPoolServesEverybodyToo(int poolSize) {
            assertAllGetTheirTurn(poolSize, 60, 6);
        }

        private void assertAllGetTheirTurn(int poolSize, int threads, int locks) {
            List<LockName> names = newNames(locks);
            int[] counters = new int[locks];
            try (WaitingBench bench = WaitingBench.withPool(poolSize)) {
                Crowd.of(threads, i -> {
                            int mine = i % locks;
                            try (HeldLock lock = bench.locks().acquire(names.get(mine), LONG)) {
                                counters[mine]++;
                            }
                        })
                        .awaitEnd(LONG_BOUND);
                assertThat(counters).containsOnly(threads / locks);
                bench.assertNothingLeaked();
            }
        }

        @Test
        void locksThatAnotherProgramHoldsDoNotKeepOthersFromFreeOnes() {
            List<LockName> taken = newNames(20);
            List<LockName> free = newNames(20);
            try (WaitingBench bench = WaitingBench.withPool(10)) {
                ForeignHolder foreign = bench.foreign(taken);
                Crowd patient = Crowd.of(
                        40, i -> bench.locks().acquire(taken.get(i % 20), LONG).close());
                bench.awaitInTheServersQueue(5);
                Crowd.of(200, i -> bench.locks().acquire(free.get(i % 20), LONG).close())
                        .awaitEnd(BOUND);
                assertThat(patient.threads()).allMatch(Thread::isAlive);
                foreign.close();
                patient.awaitEnd(BOUND);
                bench.assertNothingLeaked();
            }
        }
    }

    @Nested
    final class Holders {

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void aHolderReleasesWhoeverWaits(int poolSize) {
            LockName name = newName();
            try (WaitingBench bench = WaitingBench.withPool(poolSize)) {
                HeldLock held = bench.locks().acquire(name, LONG);
                Crowd crowd =
                        Crowd.of(50, i -> bench.locks().acquire(name, LONG).close());
                awaitAllButOneParked(crowd);
                CompletableFuture.runAsync(held::close)
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join();
                crowd.awaitEnd(BOUND);
            }
        }
    }
}
