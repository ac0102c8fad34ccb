package dev.latchkey.trials.locks;

import static dev.latchkey.trials.support.ShortLease.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A holder whose network falls silent, without a FIN: both ends find out by themselves. */
final class CutOffTest {

    /** Long enough that a third of it, the holder's head start, is seen on a busy machine. */
    private static final int LEASE_SECONDS = 12;

    private final LockName name = LockName.exact("cut off " + TestFleet.newWorkId());
    private final ServerConfig direct = ShortLease.server(LEASE_SECONDS);
    private final TcpProxy proxy = TestFleet.proxyTo(direct);
    private final ServerLocks locks = ServerLocks.on(
            Server.open("the server", TestFleet.via(proxy, direct).withBorrowTimeout(Duration.ofSeconds(4))));

    @AfterEach
    void noSessionHoldsTheLock() {
        proxy.close();
        locks.close();
        await().atMost(BOUND).until(() -> TestFleet.isFree(direct, name.text()));
    }

    private HeldLock takeAndBeCutOff(LockOptions options) {
        HeldLock lock = locks.tryAcquire(name, options).orElseThrow();
        proxy.stall();
        return lock;
    }

    @Test
    void theServerFreesTheLockByTheLease() {
        long before = System.nanoTime();
        HeldLock lock = takeAndBeCutOff(LockOptions.DEFAULT);
        assertThat(ShortLease.isHeldBy(direct, name.text(), lock.session())).isTrue();
        await().atMost(BOUND).until(() -> TestFleet.isFree(direct, name.text()));
        assertThat(Duration.ofNanos(System.nanoTime() - before)) // or it was told by a FIN
                .isGreaterThanOrEqualTo(Duration.ofSeconds(LEASE_SECONDS));
    }

    @Test
    void theHolderKnowsBeforeTheServerLetsTheNextOneIn() throws Exception {
        CompletableFuture<Boolean> freeWhenTold = new CompletableFuture<>();
        CompletableFuture<LostLock> told = new CompletableFuture<>();
        HeldLock lock = takeAndBeCutOff(LockOptions.DEFAULT.onLost(lost -> {
            freeWhenTold.complete(TestFleet.isFree(direct, name.text()));
            told.complete(lost);
        }));
        LostLock lost = told.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        assertThat(freeWhenTold.join()).isFalse();
        assertThat(lost.evidence()).isEqualTo(Evidence.SERVER_CANT_BE_ASKED);
        assertThat(lost.detail()).startsWith("gave no answer to the heartbeat (");
        assertThat(lost.toString())
                .endsWith("; run it again once the server answers; it frees the lock within the lease");
        assertThat(lock.lost()).contains(lost);
        assertThatThrownBy(lock::ensureHeld).isInstanceOf(LockLostException.class);
        assertThatThrownBy(lock::again).isInstanceOf(LockLostException.class);
        assertThatThrownBy(lock::close)
                .isInstanceOfSatisfying(
                        LockLostException.class,
                        thrown -> assertThat(thrown.lock()).isEqualTo(lost));
    }

    @Test
    void theReleaseThatGetsNoAnswerSaysThatTheLockWasLost() {
        HeldLock lock = takeAndBeCutOff(LockOptions.DEFAULT);
        assertThatThrownBy(lock::close)
                .isInstanceOfSatisfying(
                        LockLostException.class,
                        thrown -> assertThat(thrown.lock().evidence()).isEqualTo(Evidence.SERVER_CANT_BE_ASKED));
    }

    /** Also where the answers to others are awaited on the same session, by more callers than there are threads for them. */
    @Test
    void whoWaitsOnASharedSessionLeavesInTime() throws Exception {
        LockOptions shared = LockOptions.DEFAULT.sharingASession();
        ServerConfig patient = direct.withLease(Duration.ofMinutes(5));
        try (ServerLocks far = ServerLocks.on(Server.open(
                "the server",
                TestFleet.via(proxy, patient).withLimits(patient.limits().withCloseTimeout(Duration.ofMillis(100)))))) {
            LockName first = LockName.exact(name + " first");
            HeldLock held = far.tryAcquire(first, shared).orElseThrow();
            proxy.stall();
            List<CompletableFuture<HeldLock>> crowd = IntStream.range(0, 100)
                    .mapToObj(i -> LockName.exact(name + " " + i))
                    .map(each -> far.acquireAsync(each, WaitLimit.ofSeconds(1), shared))
                    .toList();
            assertThatThrownBy(() -> far.acquire(name, WaitLimit.ofSeconds(1), shared))
                    .isInstanceOf(ServerUnavailableException.class)
                    .hasMessageContaining("no answer until ");
            Interrupted.in(() -> far.acquire(name, WaitLimit.of(BOUND), shared), Interrupted::isParked);
            await().atMost(BOUND).until(() -> crowd.stream().allMatch(CompletableFuture::isCompletedExceptionally));
            assertThat(held.lost()).isEmpty();
        }
    }

    @Test
    void aNetworkThatComesBackInTimeCostsNothing() {
        try (HeldLock lock = locks.tryAcquire(name).orElseThrow()) {
            proxy.links().forEach(Link::stall);
            proxy.links().forEach(Link::flow);
            lock.ensureHeld();
            assertThat(lock.lost()).isEmpty();
        }
    }

    @Test
    void aLoginThatGetsNoAnswerKeepsNoLaterOneOut() {
        proxy.stall();
        assertThatThrownBy(() -> locks.tryAcquire(name)).isInstanceOf(ServerUnavailableException.class);
        proxy.flow(); // for new connections; the one that was tried is never heard of again
        await().atMost(BOUND)
                .ignoreExceptionsInstanceOf(ServerUnavailableException.class)
                .untilAsserted(() -> locks.tryAcquire(name).orElseThrow().close());
    }
}
