package dev.latchkey.trials.locks;

import static dev.latchkey.trials.locks.WaitingBench.BOUND;
import static dev.latchkey.trials.locks.WaitingBench.newName;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lock as {@code java.util.concurrent} has it. */
@Tag("contract")
@SuppressWarnings("LockNotBeforeTry") // locking and unlocking is what is tried here
final class LockViewTest {

    private final LockName name = newName();
    private final WaitingBench bench = WaitingBench.withPool(4);
    private final Lock lock = bench.locks().asLock(name);

    /** Without a guard of its own. */
    private int counter;

    @AfterEach
    void nothingIsLeft() {
        bench.awaitFree(name);
        bench.assertNothingLeaked();
        bench.close();
    }

    private static void inAnotherThread(Runnable action) throws Exception {
        CompletableFuture.runAsync(action).get(BOUND.toSeconds(), TimeUnit.SECONDS);
    }

    private long holder() {
        return bench.locks().holderOf(name).orElseThrow().session();
    }

    @Test
    void threadsThatShareAViewExcludeEachOther() {
        Crowd.of(8, i -> {
                    for (int n = 0; n < 50; n++) {
                        lock.lock();
                        try {
                            counter++;
                        } finally {
                            lock.unlock();
                        }
                    }
                })
                .awaitEnd(BOUND);
        assertThat(counter).isEqualTo(400);
    }

    @Test
    void viewsOfTheirOwnExcludeEachOther() {
        lock.lock();
        Lock other = bench.locks().asLock(name);
        assertThat(other.tryLock()).isFalse();
        assertThatThrownBy(other::unlock).isInstanceOf(IllegalMonitorStateException.class);
        lock.unlock();
        assertThat(other.tryLock()).isTrue();
        other.unlock();
    }

    @Test
    void itIsNotReentrant() {
        lock.lock();
        assertThat(lock.tryLock()).isFalse();
        lock.unlock();
    }

    @Test
    void anotherThreadCannotUnlock() throws Exception {
        lock.lock();
        inAnotherThread(() -> assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class));
        assertThat(bench.isFree(name)).isFalse();
        lock.unlock();
    }

    @Test
    void whatIsNotLockedCannotBeUnlocked() {
        assertThatThrownBy(lock::unlock)
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("lock %s is not held by this thread through this view".formatted(name));
        lock.lock();
        lock.unlock();
        assertThatThrownBy(lock::unlock).isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void thereAreNoConditions() {
        assertThatThrownBy(lock::newCondition)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("named locks have no conditions");
        assertThat(lock).hasToString("lock " + name);
    }

    @Nested
    final class WithALimit {

        @Test
        void aWaitThatIsTooShortAnswersFalseAndNotTooEarly() throws InterruptedException {
            try (HeldLock held = bench.locks().tryAcquire(name).orElseThrow()) {
                assertThat(held.session()).isPositive();
                long start = System.nanoTime();
                assertThat(lock.tryLock(300, TimeUnit.MILLISECONDS)).isFalse();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
            }
        }

        @Test
        void noTimeOrLessMeansOnce() throws InterruptedException {
            assertThat(lock.tryLock(0, TimeUnit.SECONDS)).isTrue();
            assertThat(lock.tryLock(0, TimeUnit.SECONDS)).isFalse();
            assertThat(lock.tryLock(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
            assertThat(lock.tryLock(1, TimeUnit.NANOSECONDS)).isFalse();
            lock.unlock();
        }

        @Test
        void aWaitLongerThanAnyLimitIsOneOfADay() throws Exception {
            HeldLock held = bench.locks().tryAcquire(name).orElseThrow();
            CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    boolean locked = lock.tryLock(Long.MAX_VALUE, TimeUnit.DAYS);
                    lock.unlock();
                    return locked;
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            bench.awaitInTheServersQueue(1);
            held.close();
            assertThat(waiting.get(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Nested
    final class Interrupts {

        private Thread start(Runnable wait) {
            Thread thread = new Thread(wait, "view");
            thread.setDaemon(true);
            thread.start();
            bench.awaitInTheServersQueue(1);
            return thread;
        }

        @Test
        void lockGoesOnAndRestoresThem() {
            HeldLock held = bench.locks().tryAcquire(name).orElseThrow();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread thread = start(() -> {
                lock.lock();
                interrupted.complete(Thread.currentThread().isInterrupted());
                lock.unlock();
            });
            thread.interrupt();
            bench.awaitInTheServersQueue(1);
            assertThat(interrupted).isNotDone();
            held.close();
            assertThat(interrupted
                            .orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS)
                            .join())
                    .isTrue();
            await().atMost(BOUND).until(() -> !thread.isAlive());
        }

        @Test
        void lockByAnInterruptedThreadTakesALockThatIsFree() {
            Thread.currentThread().interrupt();
            lock.lock();
            assertThat(Thread.interrupted()).isTrue();
            lock.unlock();
        }

        @Test
        void lockInterruptiblyLeavesAndClearsThem() {
            HeldLock held = bench.locks().tryAcquire(name).orElseThrow();
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread thread = start(() -> {
                try {
                    lock.lockInterruptibly();
                } catch (InterruptedException e) {
                    interrupted.complete(Thread.currentThread().isInterrupted());
                }
            });
            thread.interrupt();
            assertThat(interrupted
                            .orTimeout(BOUND.toSeconds(), TimeUnit.SECONDS)
                            .join())
                    .isFalse();
            bench.awaitInTheServersQueue(0);
            held.close();
        }

        @Test
        void aWaitWithALimitDoesNotBeginWithOneEvenIfTheLockIsFree() {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> lock.tryLock(0, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Nested
    final class Loss {

        @Test
        void itIsToldByTheUnlock() {
            lock.lock();
            bench.kill(holder());
            assertThatThrownBy(lock::unlock).isInstanceOf(LockLostException.class);
            lock.lock();
            lock.unlock();
        }

        @Test
        void whoLostTheLockDoesNotUnlockItForTheNextHolder() throws Exception {
            lock.lock();
            long first = holder();
            bench.kill(first);
            CompletableFuture<Void> locked = new CompletableFuture<>();
            CompletableFuture<Void> mayUnlock = new CompletableFuture<>();
            CompletableFuture<Void> next = CompletableFuture.runAsync(() -> {
                lock.lock();
                locked.complete(null);
                mayUnlock.join();
                lock.unlock();
            });
            locked.get(BOUND.toSeconds(), TimeUnit.SECONDS);
            assertThat(holder()).isNotEqualTo(first);
            assertThatThrownBy(lock::unlock).isInstanceOf(LockLostException.class);
            assertThat(bench.isFree(name)).isFalse();
            mayUnlock.complete(null);
            next.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
