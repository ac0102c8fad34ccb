package dev.latchkey.trials.batch;

import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.GuardedRun;
import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.WorkId;
import dev.latchkey.batch.Batch;
import dev.latchkey.batch.BatchCounts;
import dev.latchkey.batch.BatchItem;
import dev.latchkey.batch.BatchLimits;
import dev.latchkey.batch.BatchListener;
import dev.latchkey.batch.BatchReport;
import dev.latchkey.batch.BatchReport.NotDone;
import dev.latchkey.trials.support.TestFleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A batch on servers that are well. */
@Tag("contract")
final class BatchTest {

    private static final int BOUND_SECONDS = 60;

    private final TestFleet servers = TestFleet.shared();
    private final Batch batch = Batch.on(servers.fleet());

    private static BatchCounts counts(long completed, long alreadyDone, long busy, long failed, long left) {
        return new BatchCounts(completed, alreadyDone, busy, failed, left);
    }

    @Test
    void anEmptyOneIsDone() {
        BatchReport report = batch.run(Stream.<BatchItem<String>>empty());
        assertThat(report.allDone()).isTrue();
        assertThat(report).hasToString("0 completed, 0 already done, 0 busy, 0 failed, 0 left");
    }

    @Test
    void eachItemHasItsEffectOnceAndRunAgainAllAreAlreadyDone() {
        Items items = new Items(servers).add(60);
        assertThat(batch.run(items.stream()).counts()).isEqualTo(counts(60, 0, 0, 0, 0));

        List<Outcome<String>> outcomes = new ArrayList<>();
        BatchReport again = batch.run(items.stream(), new BatchListener<>() {
            @Override
            public void done(BatchItem<String> item, Outcome<String> outcome) {
                outcomes.add(outcome);
            }
        });
        assertThat(again.counts()).isEqualTo(counts(0, 60, 0, 0, 0));
        assertThat(again.allDone()).isTrue();
        assertThat(outcomes).hasSize(60).containsOnly(new AlreadyDone<>("done"));
        items.assertEachHasOneEffect();
    }

    @Test
    void runByTwoProgramsAtATimeEachItemHasItsEffectOnce() {
        Items items = new Items(servers).add(60);
        CompletableFuture<BatchReport> other = CompletableFuture.supplyAsync(() -> batch.run(items.stream()));
        BatchReport one = batch.run(items.stream());
        assertThat(one.allDone() && other.join().allDone()).isTrue();
        assertThat(one.counts().completed() + other.join().counts().completed()).isEqualTo(60);
        items.assertEachHasOneEffect();
    }

    @Test
    void itGoesOnWhenTheWorkOfAnItemThrows() {
        Items items = new Items(servers).add(5);
        LockKey key = newKey();
        WorkId workId = newWorkId();
        items.all().add(2, Items.item(key, workId, connection -> {
            TestFleet.leaveEffect(connection, workId);
            throw new IllegalStateException("no such account");
        }));
        BatchReport report = batch.run(items.stream());
        assertThat(report.counts()).isEqualTo(counts(5, 0, 0, 1, 0));
        assertThat(report.allDone()).isFalse();
        assertThat(report)
                .hasToString("5 completed, 0 already done, 0 busy, 1 failed, 0 left" + System.lineSeparator() + "  "
                        + workId + " of " + key + ", 1 try: java.lang.IllegalStateException: no such account");
        assertThat(servers.effects(workId)).isZero();
    }

    @Test
    void itKeepsTheFirstReasonsAndTellsTheListenerAll() {
        List<NotDone> told = new ArrayList<>();
        List<BatchCounts> progress = new ArrayList<>();
        BatchReport report = batch.withLimits(BatchLimits.DEFAULT.withReasons(2))
                .run(
                        IntStream.range(0, 5)
                                .mapToObj(i -> Items.item(newKey(), newWorkId(), connection -> {
                                    throw new IllegalStateException("never");
                                })),
                        new BatchListener<>() {
                            @Override
                            public void notDone(BatchItem<String> item, NotDone why) {
                                told.add(why);
                            }

                            @Override
                            public void progress(BatchCounts soFar) {
                                progress.add(soFar);
                            }
                        });
        assertThat(told).hasSize(5);
        assertThat(report.notDone()).isEqualTo(told.subList(0, 2));
        assertThat(report.toString()).endsWith("  and 3 more, see the log");
        assertThat(progress).hasSize(5).last().isEqualTo(report.counts());
    }

    @Nested
    final class Busy {

        private final LockKey key = newKey();
        private final Items items = new Items(servers).add(4);
        private final List<BatchCounts> progress = new CopyOnWriteArrayList<>();

        private BatchReport run(Duration patience) {
            items.all().add(0, Items.leavingAnEffect(key));
            return batch.withLimits(BatchLimits.DEFAULT.withPatience(patience))
                    .run(items.stream(), new BatchListener<>() {
                        @Override
                        public void progress(BatchCounts soFar) {
                            progress.add(soFar);
                        }
                    });
        }

        @Test
        void anItemIsTriedAgainUntilItsLockIsFree() {
            CompletableFuture<BatchReport> report;
            try (HeldLock lock = servers.fleet().tryAcquire(key).orElseThrow()) {
                report = CompletableFuture.supplyAsync(() -> run(Duration.ofMinutes(1)));
                await().until(() -> progress.size() == 4);
                lock.ensureHeld();
            }
            assertThat(report.join().counts()).isEqualTo(counts(5, 0, 0, 0, 0));
            items.assertEachHasOneEffect();
        }

        @Test
        void anItemThatStaysSoIsReportedWithTheHolder() {
            try (HeldLock lock = servers.fleet().tryAcquire(key).orElseThrow()) {
                long session = servers.fleet().holderOf(key).orElseThrow().session();
                BatchReport report = run(Duration.ofMillis(300));
                lock.ensureHeld();
                assertThat(report.counts()).isEqualTo(counts(4, 0, 1, 0, 0));
                assertThat(report.notDone()).singleElement().satisfies(one -> {
                    assertThat(one.key()).isEqualTo(key);
                    assertThat(one.tries()).isGreaterThan(1);
                    assertThat(one.reason()).startsWith("busy, held by session " + session);
                    assertThat(one.thrown()).isEmpty();
                });
            }
        }
    }

    @Nested
    final class Order {

        @Test
        void itemsOfOneKeyRunOneAfterTheOtherInTheOrderOfTheStream() {
            LockKey key = newKey();
            List<Integer> ran = new CopyOnWriteArrayList<>();
            BatchReport report = batch.run(IntStream.range(0, 30)
                    .mapToObj(i -> Items.item(key, newWorkId(), connection -> {
                        ran.add(i);
                        return "";
                    })));
            assertThat(report.counts().completed()).isEqualTo(30);
            assertThat(ran).isSorted().hasSize(30);
        }

        /** Each item of the first shard, however many there are before them, ends only after all of the second. */
        @Test
        void aShardsSlowItemsKeepNoOtherShardsItemsFromRunning() {
            CountDownLatch others = new CountDownLatch(10);
            Stream<BatchItem<String>> slow = IntStream.range(0, 40)
                    .mapToObj(i -> Items.item(servers.newKeyOn("s1"), newWorkId(), connection -> {
                        assertThat(others.await(BOUND_SECONDS, TimeUnit.SECONDS))
                                .isTrue();
                        return "";
                    }));
            Stream<BatchItem<String>> quick = IntStream.range(0, 10)
                    .mapToObj(i -> Items.item(servers.newKeyOn("s2"), newWorkId(), connection -> {
                        others.countDown();
                        return "";
                    }));
            assertThat(batch.run(Stream.concat(slow, quick)).counts()).isEqualTo(counts(50, 0, 0, 0, 0));
        }

        @Test
        void noMoreItemsRunAtATimeThanTheShardMayHave() {
            AtomicInteger running = new AtomicInteger();
            List<Integer> seen = new CopyOnWriteArrayList<>();
            BatchReport report = batch.withLimits(BatchLimits.DEFAULT.withPerShard(2))
                    .run(IntStream.range(0, 30)
                            .mapToObj(i -> Items.item(servers.newKeyOn("s1"), newWorkId(), connection -> {
                                seen.add(running.incrementAndGet());
                                TestFleet.leaveEffect(connection, newWorkId());
                                running.decrementAndGet();
                                return "";
                            })));
            assertThat(report.allDone()).isTrue();
            assertThat(seen).hasSize(30).allMatch(n -> n <= 2);
        }
    }

    @Nested
    final class Stopped {

        private final AtomicInteger read = new AtomicInteger();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        private BatchItem<String> waiting() {
            read.incrementAndGet();
            return Items.item(newKey(), newWorkId(), connection -> {
                begun.countDown();
                assertThat(goOn.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
                return "to its end";
            });
        }

        @Test
        void byAnInterruptWhatIsUnderWayEndsAndTheRestIsLeft() throws Exception {
            CompletableFuture<BatchReport> report = new CompletableFuture<>();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread runner = new Thread(() -> {
                report.complete(batch.run(IntStream.range(0, 1000).mapToObj(i -> waiting()).toList().stream()));
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            runner.start();
            begun.await();
            runner.interrupt();
            await().until(() -> !runner.isInterrupted()); // it has heard of it
            goOn.countDown();
            BatchCounts counts = report.get(BOUND_SECONDS, TimeUnit.SECONDS).counts();
            assertThat(interrupted.get(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(report.join().stopped()).isTrue();
            assertThat(counts.completed()).isBetween(1L, 8L);
            assertThat(counts).isEqualTo(counts(counts.completed(), 0, 0, 0, 1000 - counts.completed()));
        }

        @Test
        void byAConditionAnEndlessStreamIsReadOnlyAsFarAsItMust() {
            goOn.countDown();
            AtomicInteger done = new AtomicInteger();
            BatchReport report = batch.withLimits(BatchLimits.DEFAULT.withReadAhead(20))
                    .stoppingWhen(() -> done.get() >= 50)
                    .run(Stream.generate(this::waiting), new BatchListener<>() {
                        @Override
                        public void progress(BatchCounts soFar) {
                            done.incrementAndGet();
                        }
                    });
            assertThat(report.stopped()).isTrue();
            assertThat(report.counts().completed()).isBetween(50L, 58L);
            assertThat(report.counts().left())
                    .isEqualTo(read.get() - report.counts().completed());
            assertThat(read.get()).isLessThanOrEqualTo((int) report.counts().completed() + 20);
        }

        @Test
        void byTheListenersExceptionWhatIsUnderWayEnds() {
            goOn.countDown();
            assertThatThrownBy(() -> batch.run(Stream.generate(this::waiting), new BatchListener<>() {
                        @Override
                        public void progress(BatchCounts soFar) {
                            throw new IllegalStateException("can't tell");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("can't tell");
        }

        @Test
        void byAnErrorOfTheWork() {
            Error error = new AssertionError("broken");
            assertThatThrownBy(() -> batch.run(Stream.generate(() -> Items.item(newKey(), newWorkId(), connection -> {
                        throw error;
                    }))))
                    .isSameAs(error);
        }
    }

    @Nested
    final class Refused {

        @Test
        void isAnItemWithoutAWorkId() {
            assertThatThrownBy(() -> new BatchItem<>(GuardedRun.<String>each(LockKey.parse("A_1_B")), c -> ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the item of A_1_B has no work id, and its batch couldn't be run again; make its run with"
                                    + " GuardedRun.once(…)");
        }

        @Test
        void areMoreItemsAtATimeThanSessions() {
            assertThatThrownBy(() -> batch.withLimits(BatchLimits.DEFAULT.withPerShard(9))
                            .run(Stream.<BatchItem<String>>empty()))
                    .isInstanceOf(RefusedConfigurationException.class)
                    .hasMessageStartingWith("9 items at a time refused: the pool of shard s")
                    .hasMessageEndingWith("has 8 sessions; take BatchLimits.withPerShard(8), or a larger pool");
        }

        @Test
        void areLimitsOutOfBounds() {
            assertThatThrownBy(() -> BatchLimits.DEFAULT.withPerShard(0))
                    .hasMessage("items at a time per shard 0 refused: allowed are 1 to 1,000");
            assertThatThrownBy(() -> BatchLimits.DEFAULT.withReadAhead(2_000_000))
                    .hasMessage("items read ahead 2000000 refused: allowed are 1 to 1,000,000");
            assertThatThrownBy(() -> BatchLimits.DEFAULT.withReasons(-1))
                    .hasMessage("reasons kept -1 refused: allowed are 0 to 100,000");
            assertThatThrownBy(() -> BatchLimits.DEFAULT.withPatience(Duration.ofHours(2)))
                    .hasMessage("patience of a batch PT2H refused: allowed are 0 to 1 h");
        }
    }
}
