package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLocks;
import dev.latchkey.LockDeadlockException;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.WaitInterruptedException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Waiting for several locks of one server at once. */
@Tag("contract")
final class SeveralLocksWaitTest {

    private static final WaitLimit LONG = WaitLimit.ofSeconds(60);

    @RegisterExtension
    private final OneServer server = new OneServer();

    private final ServerLocks locks = server.locks();
    private final LockName a = server.newName();
    private final LockName b = server.newName();
    private final LockName c = server.newName();

    private CompletableFuture<HeldLocks> waiting(Collection<LockName> wanted, WaitLimit limit) {
        return CompletableFuture.supplyAsync(
                () -> locks.acquireAll(wanted, limit, LockOptions.DEFAULT), task -> new Thread(task).start());
    }

    private static HeldLocks got(CompletableFuture<HeldLocks> waiter) throws Exception {
        return waiter.get(30, TimeUnit.SECONDS);
    }

    @Test
    void allAreHeldOnceTheLastOneIsReleased() throws Exception {
        Rival rival = server.rival();
        rival.take(b);
        CompletableFuture<HeldLocks> waiter = waiting(List.of(a, b, c), LONG);
        await().until(() -> server.waiters(b) == 1);
        assertThat(waiter).isNotDone();
        rival.release(b);
        try (HeldLocks held = got(waiter)) {
            held.ensureHeld();
            assertThat(List.of(a, b, c)).noneMatch(server::isFree);
        }
    }

    @Test
    void waitsThatAreLongerThanTheLeaseGoOn() throws Exception {
        ServerLocks shortLease = server.locks(server.config().withLease(Duration.ofSeconds(1)));
        Rival rival = server.rival();
        rival.take(b);
        CompletableFuture<Long> released = rival.releaseAfter(2.5, b);
        shortLease.acquireAll(List.of(a, b), LONG, LockOptions.DEFAULT).close();
        assertThat(released.get(30, TimeUnit.SECONDS)).isOne();
    }

    @Nested
    class Limits {

        @Test
        void oneLimitHoldsForAllTogether() throws Exception {
            Rival first = server.rival();
            first.take(a);
            server.rival().take(b);
            long start = System.nanoTime();
            CompletableFuture<Long> released = first.releaseAfter(2.5, a);
            assertThatThrownBy(() -> locks.acquireAll(List.of(a, b), WaitLimit.ofSeconds(3), LockOptions.DEFAULT))
                    .isInstanceOf(LockNotAcquiredException.class);
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            assertThat(released.get(30, TimeUnit.SECONDS)).isOne();
            assertThat(waited)
                    .as("two waits of three seconds would end after 5.5")
                    .isBetween(Duration.ofSeconds(3), Duration.ofMillis(5400));
        }

        @Test
        void afterwardsNoneIsHeldAndTheSessionIsUsedAgain() {
            ServerLocks oneSession = server.locks(server.config().withPoolSize(2));
            server.rival().take(c);
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() ->
                                oneSession.acquireAll(List.of(a, b, c), WaitLimit.ofMillis(200), LockOptions.DEFAULT))
                        .isInstanceOf(LockNotAcquiredException.class);
                assertThat(List.of(a, b)).allMatch(server::isFree);
            }
            oneSession
                    .tryAcquireAll(List.of(a, b), LockOptions.DEFAULT)
                    .orElseThrow()
                    .close();
        }

        @Test
        void aWaiterThatIsInterruptedHoldsNone() throws Exception {
            server.rival().take(b);
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            CompletableFuture<HeldLocks> waiter = CompletableFuture.supplyAsync(() -> {
                thread.complete(Thread.currentThread());
                return locks.acquireAll(List.of(a, b), LONG, LockOptions.DEFAULT);
            });
            await().until(() -> server.waiters(b) == 1);
            thread.get().interrupt();
            assertThatThrownBy(() -> waiter.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(WaitInterruptedException.class);
            await().until(() -> server.isFree(a));
        }
    }

    @Nested
    class Deadlocks {

        @Test
        void callersWhoNameThemInOppositeOrdersNeverBlockEachOther() {
            int[] counter = {0};
            AtomicInteger inside = new AtomicInteger();
            var threads = Executors.newFixedThreadPool(4);
            List<CompletableFuture<Void>> all = IntStream.range(0, 4)
                    .mapToObj(caller -> CompletableFuture.runAsync(
                            () -> {
                                List<LockName> wanted = caller % 2 == 0 ? List.of(a, b, c) : List.of(c, b, a);
                                for (int i = 0; i < 25; i++) {
                                    try (HeldLocks held = locks.acquireAll(wanted, LONG, LockOptions.DEFAULT)) {
                                        assertThat(inside.incrementAndGet()).isOne();
                                        counter[0]++;
                                        inside.decrementAndGet();
                                    }
                                }
                            },
                            threads))
                    .toList();
            all.forEach(CompletableFuture::join);
            threads.shutdown();
            assertThat(counter[0]).isEqualTo(100);
        }

        @Test
        void whoNamesThemInTheOppositeOrderTakesNoneThatTheFirstStillNeeds() throws Exception {
            Rival keeper = server.rival();
            keeper.take(b);
            CompletableFuture<HeldLocks> first = waiting(List.of(a, b, c), LONG);
            await().until(() -> server.waiters(b) == 1);
            CompletableFuture<HeldLocks> second = waiting(List.of(c, b, a), LONG);
            await().until(() -> server.waiters(b) == 2);
            keeper.release(b);
            got(first).close();
            got(second).close();
        }

        /** The rival has the last lock and waits for the first, which the library has by then. */
        @Test
        void whoTakesThemInAnotherOrderMeansATypedErrorAndNoneIsHeld() throws Exception {
            Rival other = server.rival();
            Rival keeper = server.rival();
            other.take(c);
            keeper.take(b);
            CompletableFuture<HeldLocks> waiter = waiting(List.of(a, b, c), LONG);
            await().until(() -> server.waiters(b) == 1);
            CompletableFuture<Long> first = other.queueFor(a);
            assertThat(first).isNotDone();
            keeper.release(b);
            assertThatThrownBy(() -> got(waiter))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            LockDeadlockException.class,
                            deadlock -> assertThat(deadlock.names()).containsExactly(a, b, c))
                    .hasMessageStartingWith("locks [%s, %s, %s] not acquired on the server: a deadlock, as ", a, b, c)
                    .hasMessageEndingWith("; none is held, try again, and take several locks in one call everywhere");
            assertThat(first.get(30, TimeUnit.SECONDS)).isOne();
            assertThat(server.isFree(b)).isTrue();
        }
    }
}
