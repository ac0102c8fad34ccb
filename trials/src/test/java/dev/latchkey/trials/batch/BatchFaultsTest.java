package dev.latchkey.trials.batch;

import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.LedgerUnavailableException;
import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WorkId;
import dev.latchkey.WrongShardException;
import dev.latchkey.batch.Batch;
import dev.latchkey.batch.BatchCounts;
import dev.latchkey.batch.BatchItem;
import dev.latchkey.batch.BatchLimits;
import dev.latchkey.batch.BatchListener;
import dev.latchkey.batch.BatchReport;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.stage.Sessions;
import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A batch goes on under faults; and run again until it is done, each item has had its effect once. In schemas of its own. */
final class BatchFaultsTest {

    private final TestFleet servers = TestFleet.fresh();
    private final Items items = new Items(servers);

    @AfterEach
    void close() {
        servers.close();
    }

    /** Does this when so many items are done. */
    private static <T> BatchListener<T> after(int items, Runnable action) {
        AtomicInteger done = new AtomicInteger();
        return new BatchListener<>() {
            @Override
            public void done(BatchItem<T> item, Outcome<T> outcome) {
                if (done.incrementAndGet() == items) {
                    action.run();
                }
            }
        };
    }

    private FleetConfig firstShardThrough(TcpProxy proxy) {
        FleetConfig config = servers.config();
        ServerConfig first = TestFleet.via(proxy, config.shards().get(0)).withBorrowTimeout(Duration.ofMillis(500));
        return new FleetConfig(
                List.of(first, config.shards().get(1)), config.ledger(), config.namespace(), config.whenLedgerIsDown());
    }

    @Test
    void anItemWhoseSessionIsKilledIsTriedAgain() {
        LockKey key = servers.newKeyOn("s1");
        WorkId workId = newWorkId();
        AtomicInteger works = new AtomicInteger();
        BatchReport report = Batch.on(servers.fleet()).run(Stream.of(Items.item(key, workId, connection -> {
            TestFleet.leaveEffect(connection, workId);
            if (works.incrementAndGet() == 1) {
                long session = servers.fleet().holderOf(key).orElseThrow().session();
                TestFleet.kill(servers.home(key), session);
            }
            return "";
        })));
        assertThat(report.allDone()).isTrue();
        assertThat(works).hasValue(2);
        assertThat(servers.effects(workId)).isEqualTo(1);
    }

    @Test
    void underKillsOfWhateverSessionEachItemHasItsEffectOnce() {
        items.add(200);
        Random random = new Random(7);
        AtomicInteger kills = new AtomicInteger();
        try (Sessions sessions = new Sessions()) {
            BatchReport report = Batch.on(servers.fleet()).run(items.stream(), new BatchListener<>() {
                @Override
                public void progress(BatchCounts soFar) {
                    if (soFar.ended() % 5 == 0) {
                        kills.addAndGet(killAny(sessions, random));
                    }
                }
            });
            assertThat(report.allDone()).as(report.toString()).isTrue();
        }
        assertThat(kills).hasPositiveValue();
        items.assertEachHasOneEffect();
    }

    private int killAny(Sessions sessions, Random random) {
        ServerConfig shard = servers.config().shards().get(random.nextInt(2));
        try {
            return sessions.killAny(shard, random) ? 1 : 0;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aShardThatIsAwayForAWhileIsWaitedFor() {
        items.add(100);
        try (TcpProxy proxy = TestFleet.proxyTo(servers.config().shards().get(0));
                Fleet fleet = Fleet.open(firstShardThrough(proxy))) {
            // All of the second shard's items run meanwhile, and then some: the last ones are done when it is back.
            BatchReport report = Batch.on(fleet).run(items.stream(), after(20, () -> {
                proxy.refuse();
                CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS).execute(proxy::accept);
            }));
            assertThat(report.allDone()).as(report.toString()).isTrue();
            assertThat(report.counts().completed()).isEqualTo(100);
        }
        items.assertEachHasOneEffect();
    }

    @Test
    void theItemsOfAShardThatStaysAwayFailAndAllOthersAreDoneAndTheNextTimeThoseToo() {
        items.add(100);
        try (TcpProxy proxy = TestFleet.proxyTo(servers.config().shards().get(0));
                Fleet fleet = Fleet.open(firstShardThrough(proxy))) {
            proxy.refuse();
            Batch batch = Batch.on(fleet).withLimits(BatchLimits.DEFAULT.withPatience(Duration.ofSeconds(1)));
            BatchReport report = batch.run(items.stream());
            assertThat(report.counts().completed()).isEqualTo(50);
            assertThat(report.counts().failed()).isEqualTo(50);
            assertThat(report.notDone())
                    .hasSize(50)
                    .allSatisfy(one -> assertThat(one.thrown()).containsInstanceOf(ServerUnavailableException.class));
            assertThat(report.notDone().stream().filter(one -> one.tries() == 0))
                    .hasSizeGreaterThan(40);

            proxy.accept();
            BatchReport again = Batch.on(fleet).run(items.stream());
            assertThat(again.allDone()).as(again.toString()).isTrue();
            assertThat(again.counts().alreadyDone()).isEqualTo(50);
        }
        items.assertEachHasOneEffect();
    }

    @Test
    void whenTheLedgerStaysAwayTheBatchStops() {
        items.add(100);
        ServerConfig ledger = servers.config().ledger().orElseThrow();
        try (TcpProxy proxy = TestFleet.proxyTo(ledger);
                Fleet fleet = Fleet.open(servers.config()
                        .withLedger(TestFleet.via(proxy, ledger).withBorrowTimeout(Duration.ofMillis(500))))) {
            proxy.refuse();
            BatchReport report = Batch.on(fleet)
                    .withLimits(BatchLimits.DEFAULT.withPatience(Duration.ofSeconds(1)))
                    .run(items.stream());
            assertThat(report.stopped()).isTrue();
            assertThat(report.counts().completed()).isZero();
            assertThat(report.counts().left()).isPositive();
            assertThat(report.notDone())
                    .isNotEmpty()
                    .allSatisfy(one -> assertThat(one.thrown()).containsInstanceOf(LedgerUnavailableException.class));

            proxy.accept();
            assertThat(Batch.on(fleet).run(items.stream()).allDone()).isTrue();
        }
        items.assertEachHasOneEffect();
    }

    @Test
    void whileABucketMovesItsItemsAreTriedAgain() {
        LockKey key = servers.newKeyOn("s1");
        ServerConfig home = servers.home(key);
        String away = "UPDATE latchkey_bucket SET owned = %d WHERE bucket = " + key.bucket();
        AtomicInteger works = new AtomicInteger();
        WorkId workId = newWorkId();
        TestFleet.execute(home, away.formatted(0));
        BatchReport report = Batch.on(servers.fleet()).run(Stream.of(Items.item(key, workId, connection -> {
            TestFleet.leaveEffect(connection, workId);
            if (works.incrementAndGet() == 3) {
                TestFleet.execute(home, away.formatted(1));
            }
            return "";
        })));
        assertThat(report.allDone()).as(report.toString()).isTrue();
        assertThat(works).hasValueGreaterThanOrEqualTo(3);
        assertThat(servers.effects(workId)).isEqualTo(1);
    }

    @Test
    void anItemWhoseBucketNobodyOwnsFailsInTheEnd() {
        LockKey key = servers.newKeyOn("s1");
        TestFleet.execute(servers.home(key), "UPDATE latchkey_bucket SET owned = 0 WHERE bucket = " + key.bucket());
        BatchReport report = Batch.on(servers.fleet())
                .withLimits(BatchLimits.DEFAULT.withPatience(Duration.ZERO))
                .run(Stream.of(Items.leavingAnEffect(key)));
        assertThat(report.counts().failed()).isEqualTo(1);
        Optional<Exception> thrown = report.notDone().get(0).thrown();
        assertThat(thrown).containsInstanceOf(WrongShardException.class);
    }
}
