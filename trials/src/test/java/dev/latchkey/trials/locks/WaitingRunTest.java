package dev.latchkey.trials.locks;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.GuardedRun;
import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.Busy;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.Polling;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs that wait for their lock. */
@Tag("contract")
final class WaitingRunTest {

    private final TestFleet servers = TestFleet.shared();
    private final Fleet fleet = servers.fleet();
    private final LockKey key = newKey();
    private final WorkId workId = newWorkId();
    private final ServerConfig home = servers.home(key);
    private final HeldLock held = fleet.tryAcquire(key).orElseThrow();

    @AfterEach
    void nothingIsHeld() {
        held.close();
        await().until(() -> TestFleet.isFree(home, key.text()) && TestFleet.waiters(home, key.text()) == 0);
    }

    private GuardedRun<String> run(WaitLimit limit) {
        return GuardedRun.once(key, workId, ResultCodec.string()).waitingUpTo(limit);
    }

    private Outcome<String> perform(GuardedRun<String> run) {
        try {
            return fleet.run(run, connection -> {
                leaveEffect(connection, workId);
                return "done";
            });
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theLimitPassesAndTheHolderIsNamed() {
        Duration limit = Duration.ofMillis(400);
        long start = System.nanoTime();
        Outcome<String> outcome = perform(run(WaitLimit.of(limit)));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(limit);
        assertThat(outcome).isInstanceOf(Busy.class);
        assertThat(((Busy<String>) outcome).holder()).isEqualTo(fleet.holderOf(key));
        assertThat(servers.effects(workId)).isZero();
    }

    @Test
    void theWorkIsDoneAfterTheRelease() throws Exception {
        CompletableFuture<Outcome<String>> waiting =
                CompletableFuture.supplyAsync(() -> perform(run(WaitLimit.ofSeconds(60))));
        await().until(() -> TestFleet.waiters(home, key.text()) == 1);
        assertThat(servers.effects(workId)).isZero();
        held.close();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isInstanceOf(Completed.class);
        assertThat(servers.effects(workId)).isOne();
    }

    @Test
    void aRunThatPollsIsDoneAfterTheRelease() throws Exception {
        GuardedRun<String> polling =
                run(WaitLimit.ofSeconds(60)).with(LockOptions.DEFAULT.polling(Polling.every(Duration.ofMillis(20))));
        CompletableFuture<Outcome<String>> waiting = CompletableFuture.supplyAsync(() -> perform(polling));
        held.close();
        assertThat(waiting.get(60, TimeUnit.SECONDS)).isInstanceOf(Completed.class);
        assertThat(servers.effects(workId)).isOne();
    }

    @Test
    void anInterruptedRunLeavesAndNothingIsDone() throws Exception {
        Duration took = Interrupted.in(
                () -> perform(run(WaitLimit.ofSeconds(60))), thread -> TestFleet.waiters(home, key.text()) == 1);
        assertThat(took).isLessThan(Duration.ofSeconds(5));
        await().until(() -> TestFleet.waiters(home, key.text()) == 0);
        held.close();
        assertThat(servers.effects(workId)).isZero();
        assertThat(perform(run(WaitLimit.ofSeconds(60)))).isInstanceOf(Completed.class);
    }
}
