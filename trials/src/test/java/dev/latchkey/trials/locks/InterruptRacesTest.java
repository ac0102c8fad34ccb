package dev.latchkey.trials.locks;

import static dev.latchkey.trials.locks.WaitingBench.BOUND;
import static dev.latchkey.trials.locks.WaitingBench.newName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.Polling;
import dev.latchkey.WaitInterruptedException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interrupts and cancellations that come at any moment, also just when the lock is granted. */
final class InterruptRacesTest {

    private static final int THREADS = 12;
    private static final int INTERRUPTS = 600;
    private static final long SEED = 20_161;
    private static final WaitLimit LONG = WaitLimit.ofSeconds(60);

    private final LockName name = newName();
    private final WaitingBench bench = WaitingBench.withPool(6);
    private final ServerLocks locks = bench.locks();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();
    private volatile boolean over;

    /** Without a guard of its own. */
    private int counter;

    @AfterEach
    void nothingIsLeft() {
        bench.awaitFree(name);
        bench.assertNothingLeaked();
        locks.acquire(name, LONG).close();
        bench.close();
    }

    private static LockOptions options(int number) {
        return switch (number % 3) {
            case 0 -> LockOptions.DEFAULT;
            case 1 -> LockOptions.DEFAULT.polling(Polling.every(Duration.ofMillis(3)));
            default -> LockOptions.DEFAULT.polling(Polling.followingHoldTimes());
        };
    }

    private void takeAgainAndAgain(int number) {
        Random random = new Random(SEED + number);
        while (!over) {
            try (HeldLock lock = locks.acquire(name, WaitLimit.ofMillis(1 + random.nextInt(400)), options(number))) {
                assertThat(inside.incrementAndGet()).isEqualTo(1);
                counter++;
                inside.decrementAndGet();
            } catch (WaitInterruptedException e) {
                interrupted.incrementAndGet();
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } catch (LockNotAcquiredException e) {
                assertThat(e.name()).isEqualTo(name);
            }
            Thread.interrupted();
        }
    }

    @Test
    void interruptsAtAnyMomentLeaveNothingBehind() {
        Crowd crowd = Crowd.of(THREADS, this::takeAgainAndAgain);
        Random random = new Random(SEED);
        AtomicInteger sent = new AtomicInteger();
        try {
            await().atMost(BOUND).pollInterval(Duration.ofMillis(2)).until(() -> {
                crowd.threads().get(random.nextInt(THREADS)).interrupt();
                return crowd.hasEnded() || sent.incrementAndGet() == INTERRUPTS;
            });
        } finally {
            over = true;
        }
        crowd.awaitEnd(BOUND);
        assertThat(counter).isEqualTo((int) bench.recorder().acquired());
        assertThat(interrupted.get()).isBetween(1, INTERRUPTS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aCancellationAtAnyMomentLeavesNothingBehind(int way) {
        Random random = new Random(SEED + way);
        int granted = 0;
        for (int i = 0; i < 100; i++) {
            HeldLock held = locks.acquire(name, LONG);
            CompletableFuture<HeldLock> waiting = locks.acquireAsync(name, LONG, options(way));
            CompletableFuture<Void> release = CompletableFuture.runAsync(held::close);
            CompletableFuture<Void> cancel = CompletableFuture.runAsync(
                    () -> waiting.cancel(false),
                    CompletableFuture.delayedExecutor(random.nextInt(2_000), TimeUnit.MICROSECONDS));
            CompletableFuture.allOf(cancel, release).join();
            if (!waiting.isCancelled()) {
                granted++;
                waiting.join().close();
            }
        }
        assertThat(granted).isBetween(0, 100);
    }

    @Test
    void theNextInLineIsServedWhenTheOneBeforeGivesUpAtThatMoment() {
        for (int i = 0; i < 200; i++) {
            HeldLock held = locks.acquire(name, LONG);
            CompletableFuture<HeldLock> first = locks.acquireAsync(name, LONG, LockOptions.DEFAULT);
            CompletableFuture<HeldLock> second = locks.acquireAsync(name, LONG, LockOptions.DEFAULT);
            CompletableFuture<Void> release = CompletableFuture.runAsync(held::close);
            if (!first.cancel(false)) {
                first.join().close();
            }
            second.orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS).join().close();
            release.join();
        }
    }
}
