package dev.latchkey.trials.locks;

import static dev.latchkey.trials.support.ShortLease.BOUND;
import static dev.latchkey.trials.support.ShortLease.isHeldBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.Heartbeats;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A holder that says nothing keeps its lock, by the heartbeat alone. */
final class HeartbeatTest {

    private static final int LEASE_SECONDS = 6;
    private static final Duration TWO_LEASES = Duration.ofSeconds(2 * LEASE_SECONDS);

    private final LockName name = LockName.exact("heartbeat " + TestFleet.newWorkId());
    private final ServerConfig config = ShortLease.server(LEASE_SECONDS);
    private final ServerLocks locks = ServerLocks.on(Server.open("the server", config));

    @AfterEach
    void noSessionHoldsTheLock() {
        locks.close();
        await().atMost(BOUND).until(() -> TestFleet.isFree(config, name.text()));
    }

    private static LockOptions options(boolean shared) {
        return shared ? LockOptions.DEFAULT.sharingASession() : LockOptions.DEFAULT;
    }

    @ParameterizedTest(name = "on a shared session: {0}")
    @ValueSource(booleans = {false, true})
    void aSilentHolderKeepsItsLockForSeveralLeases(boolean shared) {
        try (HeldLock lock = locks.tryAcquire(name, options(shared)).orElseThrow()) {
            await().during(TWO_LEASES).atMost(BOUND).until(() -> isHeldBy(config, name.text(), lock.session()));
            lock.ensureHeld();
        }
    }

    @Test
    void aLockThatWasReleasedIsNotWatchedAnyMore() {
        HeldLock lock = locks.tryAcquire(name).orElseThrow();
        await().atMost(BOUND).until(() -> Heartbeats.answeredBy(lock.session()) > 0);
        lock.close();
        await().atMost(BOUND).until(() -> isGone(lock.session()));
    }

    private boolean isGone(long session) {
        return TestFleet.isGone(config, session);
    }

    @Test
    void aSessionThatDiesInSilenceIsFoundOutByTheHeartbeat() throws Exception {
        CompletableFuture<LostLock> told = new CompletableFuture<>();
        HeldLock lock = locks.tryAcquire(name, LockOptions.DEFAULT.onLost(told::complete))
                .orElseThrow();
        TestFleet.kill(config, lock.session());
        LostLock lost = told.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(lost.detail()).startsWith("gave no answer to the heartbeat (");
        assertThat(lost.evidence()).isIn(Evidence.SERVER_CANT_BE_ASKED, Evidence.SERVER_SAID_SO);
        assertThat(lock.lost()).contains(lost);
    }
}
