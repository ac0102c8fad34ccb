package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.Holder;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract of named locks, on every server. */
@Tag("contract")
final class NamedLocksTest {

    private final LockName name = LockName.exact("named locks " + TestFleet.newWorkId());
    private final ServerConfig config = ServerConfig.of(
                    TestServers.freshSchema(0),
                    TestServers.server(0).user(),
                    TestServers.server(0).password())
            .withPoolSize(4)
            .withBorrowTimeout(Duration.ofSeconds(4));
    private final ServerLocks locks = ServerLocks.on(Server.open("the server", config));

    @AfterEach
    void noSessionHoldsTheLock() {
        locks.close();
        await().until(() -> TestFleet.isFree(config, name.text()));
    }

    private ServerLocks withLease(int seconds) {
        return ServerLocks.on(Server.open("the server", config.withLease(Duration.ofSeconds(seconds))));
    }

    private HeldLock take() {
        return locks.tryAcquire(name).orElseThrow();
    }

    @Test
    void aSecondSessionIsRefusedUntilTheFirstReleases() {
        try (HeldLock lock = take()) {
            assertThat(locks.tryAcquire(name)).isEmpty();
            lock.ensureHeld();
        }
        take().close();
    }

    @Test
    void aWaiterGetsTheLockWhenItIsReleased() throws Exception {
        HeldLock lock = take();
        CompletableFuture<HeldLock> waiter =
                CompletableFuture.supplyAsync(() -> locks.acquire(name, WaitLimit.ofSeconds(60)));
        await().until(() -> TestFleet.waiters(config, name.text()) == 1);
        lock.close();
        waiter.get(30, TimeUnit.SECONDS).close();
    }

    @Test
    void aWaitEndsWithItsLimitAndNamesTheHolder() {
        try (HeldLock lock = take()) {
            assertThatThrownBy(() -> locks.acquire(name, WaitLimit.ofMillis(120)))
                    .isInstanceOf(LockNotAcquiredException.class)
                    .hasMessageStartingWith("lock %s not acquired on the server: waited 120 ms, held by session %d ("
                            .formatted(name, lock.session()))
                    .hasMessageEndingWith("); wait longer or look at that holder");
        }
    }

    @Test
    void theHolderIsTheSessionThatHasTheLock() {
        assertThat(locks.holderOf(name)).isEmpty();
        try (HeldLock lock = take()) {
            Holder holder = locks.holderOf(name).orElseThrow();
            assertThat(holder.session()).isEqualTo(lock.session());
            assertThat(holder.user()).contains(config.user());
            assertThat(holder.host()).isPresent();
        }
    }

    @Test
    void theProgramThatUsesTheServersFunctionIsExcludedToo() {
        try (HeldLock lock = take()) {
            assertThat(TestFleet.number(
                            config, "SELECT GET_LOCK(?, 0)", lock.name().text()))
                    .isZero();
        }
    }

    @Test
    void anotherThreadMayRelease() throws Exception {
        HeldLock lock = take();
        CompletableFuture.runAsync(lock::close).get(10, TimeUnit.SECONDS);
        assertThat(TestFleet.isFree(config, name.text())).isTrue();
    }

    @Test
    void aSecondReleaseDoesNothing() {
        HeldLock lock = take();
        lock.close();
        try (HeldLock next = take()) {
            lock.close();
            next.ensureHeld();
        }
        assertThatThrownBy(lock::ensureHeld)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("lock %s was released; acquire it again to be sure of it", name);
    }

    @Test
    void aLockThatWasLostIsToldByTheCheckAndByTheRelease() {
        HeldLock lock = take();
        TestFleet.kill(config, lock.session());
        assertThatThrownBy(lock::ensureHeld)
                .isInstanceOf(LockLostException.class)
                .hasMessageStartingWith(
                        "lock %s lost on the server: session %d can't be asked (", name, lock.session());
        assertThatThrownBy(lock::close)
                .isInstanceOfSatisfying(
                        LockLostException.class,
                        lost -> assertThat(lost.lock()).isEqualTo(lock.lost().orElseThrow()));
    }

    @Test
    void aSessionThatGoesBackToThePoolHoldsNothing() {
        for (int i = 0; i < 20; i++) {
            take().close();
            assertThat(TestFleet.isFree(config, name.text())).isTrue();
        }
    }

    @Test
    void aSessionThatDiedInThePoolIsReplaced() {
        HeldLock lock = take();
        long dead = lock.session();
        lock.close();
        TestFleet.kill(config, dead);
        try (HeldLock next = take()) {
            assertThat(next.session()).isNotEqualTo(dead);
        }
    }

    @Test
    void aSessionThatDiedInThePoolIsReplacedUnderAShortLeaseToo() {
        try (ServerLocks shortLease = withLease(5)) {
            HeldLock lock = shortLease.tryAcquire(name).orElseThrow();
            assertThat(TestFleet.isGone(config, lock.session())).isFalse();
            lock.close();
            TestFleet.kill(config, lock.session());
            shortLease.tryAcquire(name).orElseThrow().close();
        }
    }

    @Test
    void moreLocksThanSessionsAreRefusedWithTheReason() {
        List<HeldLock> held = IntStream.range(0, 4)
                .mapToObj(i -> locks.tryAcquire(LockName.exact(name + " " + i)).orElseThrow())
                .toList();
        assertThatThrownBy(() -> locks.tryAcquire(name))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageStartingWith("taking a session on the server failed: ")
                .hasMessageEndingWith("; check that the server answers, and the pool's size");
        held.forEach(HeldLock::close);
    }

    @Test
    void anUnguardedCounterIsNeverTouchedByTwo() {
        AtomicInteger inside = new AtomicInteger();
        int[] counter = {0};
        List<CompletableFuture<Void>> all = IntStream.range(0, 4)
                .mapToObj(worker -> CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 50; i++) {
                        try (HeldLock lock = locks.acquire(name, WaitLimit.ofSeconds(60))) {
                            assertThat(inside.incrementAndGet()).isEqualTo(1);
                            counter[0]++;
                            inside.decrementAndGet();
                        }
                    }
                }))
                .toList();
        all.forEach(CompletableFuture::join);
        assertThat(counter[0]).isEqualTo(200);
    }
}
