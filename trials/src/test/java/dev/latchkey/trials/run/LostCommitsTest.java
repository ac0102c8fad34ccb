package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.Action;
import dev.latchkey.Id;
import dev.latchkey.LockKey;
import dev.latchkey.MarkState;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.ledger.Ledger;
import dev.latchkey.ledger.LostCommits;
import dev.latchkey.ledger.Mark;
import dev.latchkey.ledger.Marks;
import dev.latchkey.ledger.Receipt;
import dev.latchkey.locks.Shard;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.TestFleet;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Marks whose receipts are gone, as far as no failover is needed to tell. In schemas of their own. */
@TestInstance(Lifecycle.PER_CLASS)
final class LostCommitsTest {
    private static final String OLD = "another server";
    private static final int ALL = 10_000;

    private final TestFleet servers = TestFleet.fresh();
    private final ServerConfig first = servers.config().shards().get(0);
    private final ServerConfig second = servers.config().shards().get(1);
    private final ServerConfig ledgers = servers.config().ledger().orElseThrow();
    private final Ledger ledger = servers.fleet().ledger().orElseThrow();
    private final LostCommits lost = servers.fleet().lostCommits().orElseThrow();
    private final LockKey key = servers.newKeyOn("s1");

    @BeforeEach
    void forgetAll() {
        TestFleet.execute(ledgers, "DELETE FROM latchkey_ledger");
        servers.config().shards().forEach(shard -> TestFleet.execute(shard, "DELETE FROM latchkey_receipt"));
    }

    @AfterAll
    void close() {
        servers.close();
    }

    /** A run that is done and marked. */
    private WorkId done() throws Exception {
        WorkId workId = newWorkId();
        Completed<String> completed = (Completed<String>) run(workId, "first");
        completed.mark().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return workId;
    }

    private Outcome<String> run(WorkId workId, String result) throws SQLException {
        return servers.fleet().run(key, workId, ResultCodec.string(), connection -> {
            leaveEffect(connection, workId);
            return result;
        });
    }

    private void byTheOldServer(WorkId workId) {
        TestFleet.execute(
                ledgers, "UPDATE latchkey_ledger SET server = '%s' WHERE work_id = '%s'".formatted(OLD, workId));
    }

    private void withoutReceipt(ServerConfig shard, WorkId workId) {
        TestFleet.execute(shard, "DELETE FROM latchkey_receipt WHERE work_id = '%s'".formatted(workId));
    }

    private void withReceipt(ServerConfig shard, Receipt receipt) {
        TestFleet.execute(shard, """
                INSERT INTO latchkey_receipt (action, run_id, bucket, namespace, lock_key, work_id, result, done_at)
                VALUES (UNHEX('%s'), UNHEX('%s'), %s, '', '%s', '%s', 'first', UTC_TIMESTAMP(6))
                """.formatted(receipt.action(), receipt.runId(), key.bucket(), key, receipt.workId()));
    }

    private static List<String> workIds(List<Mark> marks) {
        return marks.stream().map(Mark::workId).toList();
    }

    private List<Receipt> receipts(int count, String workId) {
        return Stream.generate(() -> new Receipt(Id.random(), Id.random(), "", key.text(), workId, null))
                .limit(count)
                .toList();
    }

    @Test
    void areThoseWithoutReceiptOfAServerThatIsNotTheShardsAnyMore() throws Exception {
        WorkId kept = done();
        WorkId gone = done();
        WorkId deleted = done();
        byTheOldServer(kept);
        byTheOldServer(gone);
        withoutReceipt(first, gone);
        withoutReceipt(first, deleted);

        Mark mark = ledgerSays(gone);
        assertThat(lost.list(ALL)).containsExactly(mark);
        assertThat(mark.shard()).isEqualTo("s1");
        assertThat(mark.server()).isEqualTo(OLD);
        assertThat(mark.lockKey()).isEqualTo(key.text());
        assertThat(workIds(lost.ofEveryServer().list(ALL))).containsExactly(gone.text(), deleted.text());
    }

    private Mark ledgerSays(WorkId workId) {
        return lost.ofEveryServer().list(ALL).stream()
                .filter(mark -> mark.workId().equals(workId.text()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void onceForgottenAreDoneAgain() throws Exception {
        WorkId gone = done();
        byTheOldServer(gone);
        withoutReceipt(first, gone);
        assertThat(run(gone, "second")).isEqualTo(new AlreadyDone<>("first"));

        assertThat(lost.forget(lost.list(ALL))).isEqualTo(1);

        assertThat(run(gone, "second")).isInstanceOf(Completed.class);
        awaitMark(gone);
        assertThat(lost.list(ALL)).isEmpty();
    }

    /** A mark that comes later would be met by the next test. */
    private void awaitMark(WorkId workId) {
        await("the mark of " + workId).until(() -> ledger.find(action(workId)).isPresent());
    }

    /** Whatever is forgotten: the receipt is the truth, and brings the mark back. */
    @Test
    void whoseReceiptIsThereAfterAllAreNotDoubled() throws Exception {
        WorkId done = done();
        byTheOldServer(done);
        Receipt receipt = ledger.find(action(done)).orElseThrow();
        withoutReceipt(first, done);
        List<Mark> listed = lost.list(ALL);
        withReceipt(first, receipt);

        assertThat(lost.forget(listed)).isEqualTo(1);

        assertThat(run(done, "second")).isEqualTo(new AlreadyDone<>("first"));
        awaitMark(done);
        assertThat(servers.effects(done)).isEqualTo(1);
    }

    private Id action(WorkId workId) {
        return Action.of(servers.config().namespace(), key, workId).id();
    }

    @Test
    void areNotForgottenIfAnotherRunHasMarkedThemMeanwhile() {
        Receipt old = receipts(1, "again").get(0);
        ledger.mark("s1", OLD, List.of(old));
        List<Mark> listed = lost.list(ALL);
        Receipt again = new Receipt(old.action(), Id.random(), "", key.text(), "again", null);
        ledger.mark("s1", servers.fleet().shards().get(0).server().identity(), List.of(again));

        assertThat(lost.forget(listed)).isZero();

        assertThat(ledger.find(old.action()).orElseThrow().runId()).isEqualTo(again.runId());
    }

    @Test
    void areListedInBatchesByTheirAgeAsManyAsAreWanted() {
        List<Receipt> receipts = receipts(1200, "many");
        ledger.mark("s1", OLD, receipts);
        ledger.mark("a shard of another fleet", OLD, receipts(3, "foreign"));

        List<Mark> all = lost.list(ALL);

        assertThat(all).hasSize(1200).isSortedAccordingTo(Comparator.comparing(Mark::markedAt));
        assertThat(all.stream().map(Mark::runId))
                .containsExactlyInAnyOrderElementsOf(
                        receipts.stream().map(Receipt::runId).toList());
        assertThat(lost.list(700)).isEqualTo(all.subList(0, 700));
        assertThat(lost.forget(all)).isEqualTo(1200);
        assertThat(lost.list(1)).isEmpty();
    }

    @Test
    void areThoseOfATime() {
        ledger.mark("s1", OLD, receipts(1, "early"));
        ledger.mark("s1", OLD, receipts(1, "late"));
        List<Mark> both = lost.list(ALL);
        Instant late = both.get(1).markedAt();

        assertThat(workIds(both)).containsExactly("early", "late");
        assertThat(workIds(lost.since(late).list(ALL))).containsExactly("late");
        assertThat(lost.since(late.plus(Duration.ofHours(1))).list(ALL)).isEmpty();
    }

    @Test
    void aMarkThatAnotherRunMakesAnewIsOfTheTimeOfThatRun() {
        Receipt old = receipts(1, "again").get(0);
        ledger.mark("s1", OLD, List.of(old));
        TestFleet.execute(ledgers, "UPDATE latchkey_ledger SET marked_at = '2001-01-01'");
        ledger.mark("s1", OLD, List.of(old));
        assertThat(lost.list(ALL).get(0).markedAt()).isEqualTo(Instant.parse("2001-01-01T00:00:00Z"));

        ledger.mark("s1", OLD, List.of(new Receipt(old.action(), Id.random(), "", key.text(), "again", null)));

        assertThat(lost.list(ALL).get(0).markedAt()).isAfter(Instant.parse("2001-01-01T00:00:00Z"));
    }

    /** The ledger was away for a while, so that both wait for it: else an action that was done again would be taken for lost. */
    @Test
    void areNotThoseThatWereDoneAgainBeforeTheyWereMarked() throws Exception {
        Shard shard = servers.fleet().shards().get(0);
        List<Receipt> old = receipts(16, "again");
        List<Receipt> again = old.stream()
                .map(receipt -> new Receipt(receipt.action(), Id.random(), "", key.text(), "again", null))
                .toList();
        try (Marks marks = new Marks(ledger);
                Connection side = TestFleet.connect(ledgers);
                Statement statement = side.createStatement()) {
            statement.execute("LOCK TABLES latchkey_ledger WRITE");
            marks.submit(shard, OLD, receipts(1, "first in the line").get(0));
            for (int i = 0; i < old.size(); i++) {
                marks.submit(shard, "old server " + i, old.get(i));
                marks.submit(shard, "new server " + i, again.get(i));
            }
            CompletableFuture<MarkState> last =
                    marks.submit(shard, OLD, receipts(1, "last").get(0)).toCompletableFuture();
            statement.execute("UNLOCK TABLES");
            assertThat(last.get(20, TimeUnit.SECONDS)).isEqualTo(MarkState.MARKED);
        }
        for (Receipt receipt : again) {
            assertThat(ledger.find(receipt.action()).orElseThrow().runId()).isEqualTo(receipt.runId());
        }
    }

    /** The mark of a run that a failover undid comes late, when its action was done again but not marked yet. */
    @Test
    void aLateMarkOfALostRunDoesNotStandForTheReceiptOfAnother() throws Exception {
        WorkId workId = done();
        Receipt again = ledger.find(action(workId)).orElseThrow();
        TestFleet.execute(first, "UPDATE latchkey_receipt SET marked_at = NULL");
        Receipt late = new Receipt(again.action(), Id.random(), "", key.text(), workId.text(), null);
        try (Marks marks = new Marks(ledger)) {
            marks.submit(servers.fleet().shards().get(0), OLD, late)
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }

        servers.fleet().reconciler().orElseThrow().reconcile();

        assertThat(ledger.find(again.action()).orElseThrow().runId()).isEqualTo(again.runId());
    }

    /** A bucket has moved, with its receipts: they are looked for where it is at home now, and nowhere else. */
    @Test
    void areNotThoseOfABucketThatMovedUnlessItsNewHomeLostThem() throws Exception {
        WorkId workId = done();
        byTheOldServer(workId);
        Receipt receipt = ledger.find(action(workId)).orElseThrow();
        move(first, second);
        try {
            withReceipt(second, receipt);
            assertThat(lost.list(ALL)).isEmpty();

            withoutReceipt(second, workId);

            assertThat(workIds(lost.list(ALL)))
                    .as("the old home still has a copy")
                    .containsExactly(workId.text());
        } finally {
            move(second, first);
        }
    }

    private void move(ServerConfig from, ServerConfig to) {
        String own = "UPDATE latchkey_bucket SET owned = %d WHERE bucket = " + key.bucket();
        TestFleet.execute(from, own.formatted(0));
        TestFleet.execute(to, own.formatted(1));
    }

    @Test
    void areNeverListedWithoutABound() {
        for (int most : new int[] {0, 100_001}) {
            assertThatThrownBy(() -> lost.list(most))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("%d marks wanted; 1 to 100000 can be listed at once".formatted(most));
        }
    }
}
