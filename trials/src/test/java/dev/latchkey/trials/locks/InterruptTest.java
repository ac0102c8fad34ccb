package dev.latchkey.trials.locks;

import static dev.latchkey.trials.locks.WaitingBench.newNames;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.Polling;
import dev.latchkey.WaitInterruptedException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.support.TestFleet;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Wherever an interrupt meets a waiting thread, it leaves at once and holds nothing. */
@Tag("contract")
final class InterruptTest {

    private static final int TRIES = 50;
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final Duration ON_A_BUSY_MACHINE = Duration.ofSeconds(20);
    private static final WaitLimit LONG = WaitLimit.ofSeconds(240);

    private final List<LockName> names = newNames(2);
    private final LockName name = names.get(0);
    private final WaitingBench bench = WaitingBench.withPool(2);
    private final ServerLocks locks = bench.locks();
    private final ForeignHolder foreign = bench.foreign(List.of(name));

    @AfterEach
    void nothingIsLeft() {
        bench.assertNothingLeaked();
        bench.close();
        foreign.close();
        names.forEach(bench::awaitFree);
    }

    private static void assertLeavesAtOnce(Runnable wait, Predicate<Thread> isThere) throws Exception {
        Duration least = ON_A_BUSY_MACHINE;
        for (int i = 0; i < TRIES && least.compareTo(AT_ONCE) >= 0; i++) {
            Duration time = Interrupted.in(wait, isThere);
            assertThat(time).isLessThan(ON_A_BUSY_MACHINE);
            least = time.compareTo(least) < 0 ? time : least;
        }
        assertThat(least).isLessThan(AT_ONCE);
    }

    @Test
    void aThreadInTheServersQueueLeaves() throws Exception {
        assertLeavesAtOnce(() -> locks.acquire(name, LONG), thread -> bench.inTheServersQueue() == 1);
        bench.awaitInTheServersQueue(0);
    }

    @Test
    void aThreadThatWaitsForSeveralLocksLeaves() throws Exception {
        assertLeavesAtOnce(
                () -> locks.acquireAll(names, LONG, LockOptions.DEFAULT), thread -> bench.inTheServersQueue() == 1);
        bench.awaitInTheServersQueue(0);
    }

    @Test
    void aThreadBehindOthersOfTheSameProgramLeavesAndTheOthersStay() throws Exception {
        var first = locks.acquireAsync(name, LONG, LockOptions.DEFAULT);
        bench.awaitInTheServersQueue(1);
        assertLeavesAtOnce(() -> locks.acquire(name, LONG), Interrupted::isParked);
        assertThat(bench.inTheServersQueue()).isOne();
        assertThat(first).isNotDone();
        first.cancel(false);
    }

    @Test
    void aThreadThatNapsBetweenTwoRequestsLeaves() throws Exception {
        LockOptions napping = LockOptions.DEFAULT.polling(Polling.every(Duration.ofHours(1)));
        assertLeavesAtOnce(() -> locks.acquire(name, LONG, napping), Interrupted::isParked);
    }

    @Test
    void aThreadThatWaitsForASessionLeaves() throws Exception {
        List<HeldLock> all = newNames(2).stream()
                .map(other -> locks.tryAcquire(other).orElseThrow())
                .toList();
        assertLeavesAtOnce(() -> locks.acquire(name, LONG), Interrupted::isParked);
        all.forEach(HeldLock::close);
    }

    @Test
    void aThreadThatWaitsForAConnectionLeaves() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TcpProxy proxy = TestFleet.proxyTo(bench.config());
                ServerLocks far = ServerLocks.on(Server.open("the far server", TestFleet.via(proxy, bench.config())))) {
            proxy.redirect(silent.getInetAddress().getHostAddress(), silent.getLocalPort());
            assertLeavesAtOnce(() -> far.acquire(names.get(1), LONG), Interrupted::isParked);
        }
    }

    /** Also when the answer to its first request is on its way. */
    @Test
    void aThreadThatHasJustBegunLeaves() throws Exception {
        for (int i = 0; i < 300; i++) {
            locks.tryAcquire(names.get(1)).orElseThrow().close(); // so that it needs no login
            Thread caller = Thread.currentThread();
            CompletableFuture<Void> interrupt = CompletableFuture.runAsync(
                    caller::interrupt, CompletableFuture.delayedExecutor(5L * i, TimeUnit.MICROSECONDS));
            long start = System.nanoTime();
            assertThatThrownBy(() -> locks.acquire(name, LONG)).isInstanceOf(WaitInterruptedException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ON_A_BUSY_MACHINE);
            assertThat(Thread.interrupted()).isTrue();
            interrupt.join();
        }
    }

    @Test
    void aThreadThatIsInterruptedAlreadyDoesNotBegin() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> locks.acquire(names.get(1), LONG)).isInstanceOf(WaitInterruptedException.class);
        assertThatThrownBy(() -> locks.acquireAll(List.of(names.get(1)), LONG, LockOptions.DEFAULT))
                .isInstanceOf(WaitInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(bench.recorder().waits()).isEmpty();
        assertThat(bench.recorder().acquired()).isZero();
    }
}
