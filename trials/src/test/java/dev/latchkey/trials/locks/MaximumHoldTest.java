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
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.ToldEvents;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lock that is held for its maximum is taken away: never earlier, and by nothing else. */
final class MaximumHoldTest {

    private static final Duration MAXIMUM = Duration.ofMillis(1200);
    private static final LockOptions BOUNDED = LockOptions.DEFAULT.holdingAtMost(MAXIMUM);

    private final LockName name = LockName.exact("maximum " + TestFleet.newWorkId());
    private final ToldEvents events = new ToldEvents();

    /** Longer than {@link ShortLease#BOUND}: in these tests no lock is freed by the lease. */
    private final ServerConfig config = ShortLease.server(120).withListener(events);

    private final ServerLocks locks = ServerLocks.on(Server.open("the server", config));

    @AfterEach
    void noSessionHoldsTheLock() {
        locks.close();
        await().atMost(BOUND).until(() -> TestFleet.isFree(config, name.text()));
    }

    private static LockOptions sharing(boolean shared) {
        return shared ? BOUNDED.sharingASession() : BOUNDED;
    }

    private boolean isFree() {
        return TestFleet.isFree(config, name.text());
    }

    @Nested
    final class Over {

        @ParameterizedTest(name = "on a shared session: {0}")
        @ValueSource(booleans = {false, true})
        void theNextHolderIsLetInThenAndNotBefore(boolean shared) {
            long before = System.nanoTime();
            HeldLock lock = locks.tryAcquire(name, sharing(shared)).orElseThrow();
            try (HeldLock next = locks.acquire(name, WaitLimit.of(BOUND))) {
                assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(MAXIMUM.toNanos());
                assertThatThrownBy(lock::close).isInstanceOf(LockLostException.class);
                next.ensureHeld();
            }
        }

        @ParameterizedTest(name = "on a shared session: {0}")
        @ValueSource(booleans = {false, true})
        void theHolderIsToldWhy(boolean shared) throws Exception {
            CompletableFuture<LostLock> told = new CompletableFuture<>();
            HeldLock lock = locks.tryAcquire(name, sharing(shared).onLost(told::complete))
                    .orElseThrow();
            LostLock lost = told.get(BOUND.toSeconds(), TimeUnit.SECONDS);
            assertThat(lost.evidence()).isEqualTo(Evidence.HELD_TOO_LONG);
            assertThat(lost.detail()).startsWith("had held it for its maximum of 1200 ms");
            assertThat(lost.held()).isGreaterThanOrEqualTo(MAXIMUM);
            assertThat(lost.toString()).endsWith("; do less under one lock, or allow a longer hold");
            assertThat(lock.lost()).contains(lost);
            assertThatThrownBy(lock::ensureHeld)
                    .isInstanceOfSatisfying(
                            LockLostException.class,
                            thrown -> assertThat(thrown.lock()).isEqualTo(lost));
            assertThatThrownBy(lock::close).isInstanceOf(LockLostException.class);
            List<String> both = List.of("killed " + name, "lost " + name);
            assertThat(events.ends()).isEqualTo(shared ? both.subList(1, 2) : both);
        }

        @Test
        void theOthersOnASharedSessionStay() {
            LockName other = LockName.exact(name + " other");
            try (HeldLock stays = locks.tryAcquire(other, LockOptions.DEFAULT.sharingASession())
                    .orElseThrow()) {
                HeldLock goes =
                        locks.tryAcquire(name, BOUNDED.sharingASession()).orElseThrow();
                assertThat(goes.session()).isEqualTo(stays.session());
                await().atMost(BOUND).until(() -> isFree() && events.ends().contains("lost " + name));
                stays.ensureHeld();
                assertThat(stays.lost()).isEmpty();
                assertThatThrownBy(goes::close).isInstanceOf(LockLostException.class);
            }
            assertThat(events.ends()).containsExactly("lost " + name, "released " + other);
        }

        /** Whichever comes first ends it once, and the session keeps its other lock. */
        @Test
        void aReleaseAtThatMomentTakesNothingFromTheOthers() {
            LockOptions shared = LockOptions.DEFAULT.sharingASession();
            LockName other = LockName.exact(name + " other");
            int lost = 0;
            try (HeldLock stays = locks.tryAcquire(other, shared).orElseThrow()) {
                for (int i = 0; i < 300; i++) {
                    HeldLock goes = locks.tryAcquire(name, shared.holdingAtMost(Duration.ofMillis(3)))
                            .orElseThrow();
                    CompletableFuture<Void> release = CompletableFuture.runAsync(
                            goes::close, CompletableFuture.delayedExecutor(2_500 + 5 * i, TimeUnit.MICROSECONDS));
                    try {
                        release.join();
                    } catch (CompletionException e) {
                        assertThat(e).cause().isInstanceOf(LockLostException.class);
                        lost++;
                    }
                    stays.ensureHeld();
                    assertThat(locks.tryAcquire(other)).as("after round %d", i).isEmpty();
                }
            }
            assertThat(lost).isBetween(1, 300);
        }

        @Test
        void theThreadIsInterruptedHoweverSoonItComes() {
            LockOptions soon =
                    LockOptions.DEFAULT.holdingAtMost(Duration.ofMillis(1)).interruptingOnLoss();
            for (int i = 0; i < 100; i++) {
                HeldLock lock = locks.acquire(name, WaitLimit.of(BOUND), soon);
                assertThatThrownBy(() -> new CompletableFuture<Void>().get(BOUND.toSeconds(), TimeUnit.SECONDS))
                        .isInstanceOf(InterruptedException.class);
                assertThatThrownBy(lock::close).isInstanceOf(LockLostException.class);
            }
        }

        @Test
        void theThreadIsInterruptedIfItAskedForThat() {
            HeldLock lock = locks.tryAcquire(name, BOUNDED.interruptingOnLoss()).orElseThrow();
            assertThatThrownBy(() -> new CompletableFuture<Void>().get(BOUND.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(InterruptedException.class);
            assertThatThrownBy(lock::close).isInstanceOf(LockLostException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Nested
    final class NotOver {

        @ParameterizedTest(name = "on a shared session: {0}")
        @ValueSource(booleans = {false, true})
        void aReleaseIsImmediate(boolean shared) {
            LockOptions options = LockOptions.DEFAULT.holdingAtMost(Duration.ofHours(1));
            HeldLock lock = locks.tryAcquire(name, shared ? options.sharingASession() : options)
                    .orElseThrow();
            lock.close();
            assertThat(isFree()).isTrue();
            assertThat(events.ends()).containsExactly("released " + name);
        }

        @ParameterizedTest(name = "on a shared session: {0}")
        @ValueSource(booleans = {false, true})
        void theNextHolderOnTheSameSessionIsLeftAlone(boolean shared) {
            LockOptions unbounded = shared ? LockOptions.DEFAULT.sharingASession() : LockOptions.DEFAULT;
            HeldLock lock = locks.tryAcquire(name, sharing(shared)).orElseThrow();
            lock.close();
            try (HeldLock next = locks.tryAcquire(name, unbounded).orElseThrow()) {
                assertThat(next.session()).isEqualTo(lock.session());
                await().during(MAXIMUM.multipliedBy(2))
                        .atMost(BOUND)
                        .until(() -> next.lost().isEmpty());
                next.ensureHeld();
            }
            assertThat(events.lost()).isEmpty();
        }
    }
}
