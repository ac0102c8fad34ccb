package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.ShortLease.BOUND;
import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.GuardedRun;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.Outcome;
import dev.latchkey.ResultCodec;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.Work;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A run whose network falls silent, without a FIN, comes to an end, and leaves nothing. */
final class CutOffRunTest {

    private final TestFleet servers = TestFleet.shared();
    private final LockKey key = servers.newKeyOn("s1");
    private final WorkId workId = newWorkId();
    private final ServerConfig shard = servers.home(key);
    private final FleetConfig direct = ShortLease.fleet(3);
    private final TcpProxy proxy = TestFleet.proxyTo(shard);
    private final Fleet fleet = Fleet.open(ShortLease.withFirst(
            direct, TestFleet.via(proxy, direct.shards().get(0)).withBorrowTimeout(Duration.ofSeconds(4))));
    private final List<LostLock> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void nothingIsHeldAndNothingStays() {
        proxy.close();
        fleet.close();
        await().atMost(BOUND).until(() -> TestFleet.isFree(shard, key.text()));
        assertThat(servers.effects(workId)).isZero();
    }

    private <X extends Exception> Outcome<String> run(Work<String, X> work) throws X {
        LockOptions options = LockOptions.DEFAULT.onLost(told::add);
        return fleet.run(GuardedRun.once(key, workId, ResultCodec.string()).with(options), work);
    }

    private void cutOff() {
        proxy.stall();
    }

    private void wasToldOnce() {
        await().atMost(BOUND).until(() -> !told.isEmpty());
        assertThat(told).singleElement().extracting(LostLock::evidence).isEqualTo(Evidence.SERVER_CANT_BE_ASKED);
    }

    @Test
    void silentWorkIsToldByTheHeartbeatAndItsCommitFails() {
        assertThatThrownBy(() -> run(connection -> {
                    leaveEffect(connection, workId);
                    cutOff();
                    await().atMost(BOUND).until(() -> TestFleet.isFree(shard, key.text()));
                    wasToldOnce();
                    return "too late";
                }))
                .isInstanceOfSatisfying(
                        LockLostException.class, thrown -> assertThat(told).containsExactly(thrown.lock()));
    }

    @Test
    void aStatementOfTheWorkThatWouldWaitForEverEnds() {
        assertThatThrownBy(() -> run(connection -> {
                    leaveEffect(connection, workId);
                    cutOff();
                    leaveEffect(connection, workId);
                    return "never";
                }))
                .isInstanceOf(SQLException.class);
        wasToldOnce();
        assertThat(told.get(0).detail()).isEqualTo("can't be asked, for longer than its lease");
    }

    @Test
    void nobodyCanTellIfTheWorkEndsAtOnceAndTheServerStaysAway() {
        assertThatThrownBy(() -> run(connection -> {
                    leaveEffect(connection, workId);
                    cutOff();
                    return "too late";
                }))
                .isInstanceOf(UnresolvedCommitException.class);
        wasToldOnce();
    }
}
