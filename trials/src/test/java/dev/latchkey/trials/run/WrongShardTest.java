package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.GuardedRun;
import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.WrongShardException;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A stale shard map never lets a run pass on the wrong shard. */
@Tag("contract")
final class WrongShardTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();
    private final ServerConfig first = servers.home(key);
    private final ServerConfig second = servers.home(servers.newKeyOn("s2"));
    private final Fleet stale = Fleet.open(servers.config());

    private void own(ServerConfig shard, boolean owned) {
        TestFleet.execute(
                shard,
                "UPDATE latchkey_bucket SET owned = %d, epoch = epoch + 1 WHERE bucket = %s"
                        .formatted(owned ? 1 : 0, key.bucket()));
    }

    @BeforeEach
    void theBucketLeavesTheFirstShard() {
        own(first, false);
    }

    @AfterEach
    void theBucketComesBack() {
        own(second, false);
        own(first, true);
        servers.forgetMoves();
        stale.close();
    }

    private Outcome<String> run() throws SQLException {
        return stale.run(key, workId, ResultCodec.string(), connection -> {
            leaveEffect(connection, workId);
            return connection.getCatalog();
        });
    }

    @Test
    void aRunGoesToTheShardThatOwnsTheBucketNow() throws SQLException {
        own(second, true);
        Completed<String> completed = (Completed<String>) run();
        assertThat(completed.value()).isEqualTo(second.url().database());
        assertThat(servers.effects(workId)).isEqualTo(1);
        assertThat(stale.shardOf(key).name()).isEqualTo("s2");
        assertThat(stale.map().epoch()).isGreaterThan(servers.fleet().map().epoch());
    }

    @Test
    void aRunWhoseBucketNobodyOwnsIsRefusedAndRolledBack() {
        assertThatThrownBy(this::run)
                .isInstanceOf(WrongShardException.class)
                .hasMessage(
                        "key %s is not at home on shard s1 (%s): bucket %s of its owner %s is not owned there; if it is"
                                + " being moved try again, else compare latchkey_bucket of all shards",
                        key, first.url(), key.bucket(), key.owner());
        assertThat(servers.effects(workId)).isZero();
        assertThat(TestFleet.isFree(first, key.text())).isTrue();
    }

    /** What the work read in the beginning was what the bucket left behind, not what it came back with. */
    @Test
    void workThatBeganWhileTheBucketWasAwayIsRepeatedWhenItHasComeBack() throws SQLException {
        AtomicInteger works = new AtomicInteger();
        Outcome<Integer> outcome = stale.run(GuardedRun.each(key), connection -> {
            leaveEffect(connection, workId);
            if (works.incrementAndGet() == 1) {
                own(first, true);
            }
            return works.get();
        });
        assertThat(((Completed<Integer>) outcome).value()).isEqualTo(2);
        assertThat(servers.effects(workId)).isEqualTo(1);
    }

    @Test
    void soIsWorkThatFailsBecauseItsDataWasAway() throws SQLException {
        AtomicInteger works = new AtomicInteger();
        Outcome<String> outcome = stale.run(key, workId, ResultCodec.string(), connection -> {
            if (works.incrementAndGet() == 1) {
                leaveEffect(connection, workId);
                own(first, true);
                throw new IllegalStateException("no such account here");
            }
            return "found";
        });
        assertThat(((Completed<String>) outcome).value()).isEqualTo("found");
        assertThat(servers.effects(workId)).isZero();
    }

    @Test
    void workThatFailsBecauseItsDataIsGoneIsToldTheTrueReason() {
        assertThatThrownBy(() -> stale.run(key, workId, ResultCodec.string(), connection -> {
                    throw new IllegalStateException("no such account here");
                }))
                .isInstanceOf(WrongShardException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void aHoldWithoutATransactionAsksForTheBucketToo() {
        assertThatThrownBy(() -> stale.tryAcquire(key)).isInstanceOf(WrongShardException.class);
        own(second, true);
        try (HeldLock lock = stale.tryAcquire(key).orElseThrow()) {
            assertThat(TestFleet.isFree(second, lock.name().text())).isFalse();
            assertThat(TestFleet.isFree(first, lock.name().text())).isTrue();
        }
    }
}
