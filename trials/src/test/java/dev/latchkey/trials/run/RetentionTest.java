package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.DistinctList;
import dev.latchkey.DistinctLists;
import dev.latchkey.Id;
import dev.latchkey.LockKey;
import dev.latchkey.MarkState;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.ledger.LostCommits;
import dev.latchkey.ledger.Purged;
import dev.latchkey.ledger.Receipt;
import dev.latchkey.ledger.Retention;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes, what stays, and that nobody waits for it. In schemas of their own. */
@TestInstance(Lifecycle.PER_CLASS)
final class RetentionTest {
    private static final Duration AGE = Duration.ofDays(30);
    private static final int ALL = 10_000;

    private final TestFleet servers = TestFleet.fresh();
    private final ServerConfig first = servers.config().shards().get(0);
    private final ServerConfig ledgers = servers.config().ledger().orElseThrow();
    private final Retention retention = servers.fleet().retention();
    private final LostCommits lost = servers.fleet().lostCommits().orElseThrow().ofEveryServer();
    private final LockKey key = servers.newKeyOn("s1");
    private final List<WorkId> made = new ArrayList<>();

    @BeforeEach
    void forgetAll() {
        TestFleet.execute(ledgers, "DELETE FROM latchkey_ledger");
        servers.config().shards().forEach(shard -> TestFleet.execute(shard, "DELETE FROM latchkey_receipt"));
    }

    @AfterAll
    void close() {
        servers.close();
    }

    private Outcome<String> run(LockKey lockKey, WorkId workId, String result) throws SQLException {
        return servers.fleet().run(lockKey, workId, ResultCodec.string(), connection -> {
            leaveEffect(connection, workId);
            return result;
        });
    }

    /** A run that is done and marked. */
    private WorkId done() throws Exception {
        WorkId workId = newWorkId();
        awaitMark(run(key, workId, "first"));
        made.add(workId);
        return workId;
    }

    private static void awaitMark(Outcome<String> outcome) throws Exception {
        MarkState mark =
                ((Completed<String>) outcome).mark().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(mark).isEqualTo(MarkState.MARKED);
    }

    private static void setBack(ServerConfig server, String table, String column, WorkId workId, Duration age) {
        TestFleet.execute(
                server,
                "UPDATE %s SET %s = UTC_TIMESTAMP(6) - INTERVAL %d SECOND WHERE work_id = '%s'"
                        .formatted(table, column, age.toSeconds(), workId));
    }

    private void markedAgo(WorkId workId, Duration age) {
        setBack(first, "latchkey_receipt", "marked_at", workId, age);
        setBack(ledgers, "latchkey_ledger", "marked_at", workId, age);
    }

    private List<WorkId> left(ServerConfig server, String table) {
        String count = "SELECT COUNT(*) FROM %s WHERE work_id = ?".formatted(table);
        return made.stream()
                .filter(workId -> TestFleet.number(server, count, workId.text()) > 0)
                .toList();
    }

    /** Marks, and receipts on the first shard, all marked 40 days ago. */
    private void manyOld(int count) {
        List<Receipt> receipts = Stream.generate(
                        () -> new Receipt(Id.random(), Id.random(), "", key.text(), "old", null))
                .limit(count)
                .toList();
        servers.fleet().ledger().orElseThrow().mark("s1", "gone", receipts);
        TestFleet.execute(ledgers, "UPDATE latchkey_ledger SET marked_at = UTC_TIMESTAMP(6) - INTERVAL 40 DAY");
        for (int from = 0; from < count; from += 100) {
            String rows = receipts.subList(from, Math.min(from + 100, count)).stream()
                    .map(receipt ->
                            "(UNHEX('%s'), UNHEX('%s'), 1, '', 'K', 'old', UTC_TIMESTAMP(6) - INTERVAL 40 DAY, UTC_TIMESTAMP(6) - INTERVAL 40 DAY)"
                                    .formatted(receipt.action(), receipt.runId()))
                    .reduce((one, other) -> one + "," + other)
                    .orElseThrow();
            TestFleet.execute(
                    first,
                    "INSERT INTO latchkey_receipt (action, run_id, bucket, namespace, lock_key, work_id, done_at, marked_at) VALUES "
                            + rows);
        }
        TestFleet.execute(first, "UPDATE latchkey_receipt SET bucket = " + key.bucket());
    }

    private static Purged purged(long marks, long first, long second) {
        return new Purged(marks, new TreeMap<>(Map.of("s1", first, "s2", second)), 0);
    }

    @Nested
    class WhatGoes {

        @Test
        void wasMarkedLongerAgoThanTheAge() throws Exception {
            WorkId old = done();
            WorkId young = done();
            markedAgo(old, AGE.plusSeconds(5));
            markedAgo(young, AGE.minusSeconds(60));

            assertThat(retention.purge(AGE)).isEqualTo(purged(1, 1, 0));

            assertThat(left(first, "latchkey_receipt")).containsExactly(young);
            assertThat(left(ledgers, "latchkey_ledger")).containsExactly(young);
            assertThat(run(key, young, "second")).isEqualTo(new AlreadyDone<>("first"));
            awaitMark(run(key, old, "done again, since it came too late"));
        }

        @Test
        void isNoReceiptWithoutAMarkHoweverOldItIs() throws Exception {
            WorkId unmarked = done();
            setBack(first, "latchkey_receipt", "done_at", unmarked, Duration.ofDays(400));
            TestFleet.execute(first, "UPDATE latchkey_receipt SET marked_at = NULL");

            assertThat(retention.purge(AGE)).isEqualTo(purged(0, 0, 0));
        }

        /** The ledger had lost it, say, and has heard of it again. */
        @Test
        void isNoReceiptWhoseMarkIsYounger() throws Exception {
            WorkId workId = done();
            setBack(first, "latchkey_receipt", "marked_at", workId, AGE.multipliedBy(2));

            assertThat(retention.count(AGE)).isEqualTo(purged(0, 0, 0));
            assertThat(retention.purge(AGE)).isEqualTo(purged(0, 0, 0));

            assertThat(lost.list(ALL)).isEmpty();
        }

        @Test
        void isCountedBefore() throws Exception {
            manyOld(1001);

            assertThat(retention.count(AGE)).isEqualTo(purged(1001, 1001, 0));
            assertThat(retention.count(AGE)).isEqualTo(purged(1001, 1001, 0));
            assertThat(retention.purge(AGE)).isEqualTo(purged(1001, 1001, 0));
            assertThat(retention.purge(AGE)).isEqualTo(purged(0, 0, 0));
        }

        @Test
        void isNoMarkThatWasMadeAnewMeanwhile() throws Exception {
            WorkId workId = done();
            markedAgo(workId, AGE.multipliedBy(2));

            Purged purged = StatementTap.during(
                    (moment, statement) -> {
                        if (moment == Moment.BEFORE && statement.sql().startsWith("DELETE FROM latchkey_ledger")) {
                            setBack(ledgers, "latchkey_ledger", "marked_at", workId, Duration.ZERO);
                        }
                    },
                    () -> retention.purge(AGE));

            assertThat(purged).isEqualTo(purged(0, 0, 0));
            assertThat(left(first, "latchkey_receipt")).containsExactly(workId);
        }
    }

    @Nested
    class APurge {

        @Test
        void leavesNoMarkWithoutItsReceiptAtAnyTime() throws Exception {
            manyOld(1200);
            List<Purged> told = new ArrayList<>();

            Purged purged = retention.purge(AGE, soFar -> {
                told.add(soFar);
                assertThat(lost.list(ALL)).isEmpty();
            });

            assertThat(told.stream().map(Purged::marks)).containsExactly(500L, 1000L, 1200L, 1200L, 1200L, 1200L);
            assertThat(told.stream().map(Purged::allReceipts)).containsExactly(0L, 0L, 0L, 500L, 1000L, 1200L);
            assertThat(purged).isEqualTo(purged(1200, 1200, 0));
        }

        @Test
        void goesOnWhereItWasInterrupted() throws Exception {
            manyOld(1200);

            assertThatThrownBy(() -> retention.purge(AGE, soFar -> {
                        if (soFar.allReceipts() > 0) {
                            Thread.currentThread().interrupt();
                        }
                    }))
                    .isInstanceOf(InterruptedException.class);

            assertThat(Thread.interrupted()).isFalse();
            assertThat(retention.purge(AGE)).isEqualTo(purged(0, 700, 0));
        }

        @Test
        void besideAnotherTakesEachRowOnce() throws Exception {
            manyOld(3000);

            List<CompletableFuture<Purged>> both = Stream.generate(() -> CompletableFuture.supplyAsync(this::purge))
                    .limit(2)
                    .toList();

            Purged one = both.get(0).get(60, TimeUnit.SECONDS);
            Purged other = both.get(1).get(60, TimeUnit.SECONDS);
            assertThat(one.marks() + other.marks()).isEqualTo(3000);
            assertThat(one.allReceipts() + other.allReceipts()).isEqualTo(3000);
            assertThat(TestFleet.number(first, "SELECT COUNT(*) FROM latchkey_receipt"))
                    .isZero();
        }

        private Purged purge() {
            try {
                return retention.purge(AGE);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        /** With each batch deleted and not yet committed, on the shard and on the ledger, runs commit and are marked. */
        @Test
        void keepsNoRunWaiting() throws Exception {
            manyOld(1200);
            AtomicInteger batches = new AtomicInteger();

            StatementTap.during(
                    (moment, statement) -> {
                        if (moment == Moment.AFTER
                                && statement.verb().equals("DELETE")
                                && statement.sql().contains("latchkey_")) {
                            batches.incrementAndGet();
                            assertThat(CompletableFuture.runAsync(this::someRuns))
                                    .succeedsWithin(Duration.ofSeconds(20));
                        }
                    },
                    () -> retention.purge(AGE));

            assertThat(batches).hasValueGreaterThanOrEqualTo(6);
        }

        private void someRuns() {
            try {
                for (int i = 0; i < 20; i++) {
                    awaitMark(run(servers.newKeyOn("s1"), newWorkId(), "beside"));
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    @Nested
    class WithoutALedger {

        private final Retention alone =
                new Retention(Optional.empty(), servers.fleet().shards());

        @Test
        void receiptsGoByTheirAgeIfThatIsSaid() throws Exception {
            manyOld(1200);
            WorkId young = done();
            TestFleet.execute(first, "UPDATE latchkey_receipt SET marked_at = NULL");

            assertThat(alone.byAgeAlone().count(AGE)).isEqualTo(purged(0, 1200, 0));
            assertThat(alone.byAgeAlone().purge(AGE)).isEqualTo(purged(0, 1200, 0));

            assertThat(left(first, "latchkey_receipt")).containsExactly(young);
        }

        @Test
        void noneGoIfItIsNotSaid() {
            assertRefused(
                    () -> alone.purge(AGE),
                    "no ledger was given, so no receipt is known to be marked; name the ledger, or, if this fleet has none and no"
                            + " action is delivered again after the age, say so: byAgeAlone(), --by-age-alone");
        }

        @Test
        void isNotTheCaseWhereThereIsOne() {
            assertRefused(
                    retention::byAgeAlone,
                    "by age alone refused: this fleet has a ledger, and receipts go by their marks; leave it out");
        }
    }

    /** A list of 1,700 items is deleted in batches, the first two by the next set-up, while one that hasn't ended is inserted into. */
    @Test
    void listsGoOnceTheyHaveEnded() throws Exception {
        DistinctLists lists = servers.fleet().lists();
        DistinctList ended = lists.setUp(key, Duration.ofHours(1));
        ended.insertAll(IntStream.range(0, 1_700).mapToObj(Integer::toString).toList());
        ended.tearDown();
        DistinctList alive = lists.setUp(servers.newKeyOn("s1"), Duration.ofHours(1));
        List<Purged> told = new ArrayList<>();

        long counted = retention.count(AGE).listItems();
        Purged purged = retention.purge(AGE, soFar -> {
            told.add(soFar);
            assertThat(alive.insert("beside " + soFar.listItems())).isTrue();
        });

        assertThat(counted).isEqualTo(700);
        assertThat(purged.listItems()).isEqualTo(700);
        assertThat(told.stream().map(Purged::listItems)).containsExactly(500L, 700L);
        assertThat(alive.size()).isEqualTo(2);
        assertThat(TestFleet.number(first, "SELECT COUNT(*) FROM latchkey_list WHERE ends_at <= UTC_TIMESTAMP(6)"))
                .isZero();
    }

    private interface Call {
        Object call() throws InterruptedException;
    }

    private static void assertRefused(Call call, String why) {
        assertThatThrownBy(call::call)
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessage(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H10M59S", "P3651D"})
    void anAgeOutOfBoundsIsRefused(Duration age) {
        assertRefused(
                () -> retention.count(age),
                "an age of %s refused: allowed are PT1H11M, which is safe for a longest run of PT1H, to 3650 days; give a longer age, or the longest run if it is shorter"
                        .formatted(age));
    }

    @Test
    void theShortestAgeFollowsTheLongestRun() throws Exception {
        Retention brisk = retention.withLongestRun(Duration.ofMinutes(2));

        assertThat(brisk.shortestAge()).isEqualTo(Duration.ofMinutes(13));
        assertThat(brisk.purge(Duration.ofMinutes(13))).isEqualTo(purged(0, 0, 0));
        assertRefused(
                () -> retention.withLongestRun(Duration.ZERO),
                "a longest run of PT0S refused: allowed are 1 s to 3650 days");
    }
}
