package dev.latchkey.trials.locks;

import static dev.latchkey.trials.support.ShortLease.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LockLostException;
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
import dev.latchkey.trials.support.ToldEvents;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a lock whose session was killed: by whom, how often, and to whom. */
final class LossTest {

    private final LockName name = LockName.exact("loss " + TestFleet.newWorkId());
    private final ToldEvents events = new ToldEvents();
    private final ServerConfig config = ShortLease.server(4).withListener(events);
    private final ServerLocks locks = ServerLocks.on(Server.open("the server", config));

    @AfterEach
    void noSessionHoldsTheLock() {
        locks.close();
        await().atMost(BOUND).until(() -> TestFleet.isFree(config, name.text()));
    }

    private HeldLock take(LockOptions options) {
        return locks.tryAcquire(name, options).orElseThrow();
    }

    private void isLost(HeldLock lock) {
        await().atMost(BOUND).until(() -> lock.lost().isPresent());
    }

    /** By then, whatever was still to be told has been. */
    private void letTwoHeartbeatsPass() {
        try (HeldLock other = locks.tryAcquire(LockName.exact(name + " other")).orElseThrow()) {
            await().atMost(BOUND).until(() -> Heartbeats.answeredBy(other.session()) >= 2);
        }
    }

    @Nested
    final class Told {

        @ParameterizedTest(name = "on a shared session: {0}")
        @ValueSource(booleans = {false, true})
        void onceToTheConsumerAndOnceToTheListener(boolean shared) {
            List<LostLock> told = new CopyOnWriteArrayList<>();
            LockOptions options = LockOptions.DEFAULT.onLost(told::add);
            HeldLock lock = take(shared ? options.sharingASession() : options);
            TestFleet.kill(config, lock.session());
            await().atMost(BOUND).until(() -> !told.isEmpty());
            assertThatThrownBy(lock::ensureHeld).isInstanceOf(LockLostException.class);
            assertThatThrownBy(lock::close).isInstanceOf(LockLostException.class);
            letTwoHeartbeatsPass();
            assertThat(told).containsExactly(lock.lost().orElseThrow());
            assertThat(events.lost()).containsExactlyElementsOf(told);
        }

        @Test
        void withTheLockTheServerTheSessionAndHowLongItWasHeld() {
            long before = System.nanoTime();
            HeldLock lock = take(LockOptions.DEFAULT);
            TestFleet.kill(config, lock.session());
            isLost(lock);
            LostLock lost = lock.lost().orElseThrow();
            assertThat(lost.name()).isEqualTo(name);
            assertThat(lost.server()).isEqualTo("the server");
            assertThat(lost.session()).isEqualTo(lock.session());
            assertThat(lost.held().toNanos()).isBetween(1L, System.nanoTime() - before);
            assertThat(lost.evidence()).isIn(Evidence.SERVER_SAID_SO, Evidence.SERVER_CANT_BE_ASKED);
            assertThat(lost.toString()).hasLineCount(1);
        }

        @Test
        void byTheReleaseIfThatComesFirst() {
            List<LostLock> told = new CopyOnWriteArrayList<>();
            HeldLock lock = take(LockOptions.DEFAULT.onLost(told::add));
            TestFleet.kill(config, lock.session());
            assertThatThrownBy(lock::close)
                    .isInstanceOfSatisfying(
                            LockLostException.class,
                            thrown -> assertThat(thrown.lock())
                                    .isEqualTo(lock.lost().orElseThrow()));
            await().atMost(BOUND).until(() -> !told.isEmpty());
            assertThat(events.ends()).containsExactly("lost " + name);
        }

        @Test
        void toEachLockOfTheSessionOnItsOwn() {
            LockName second = LockName.exact(name + " second");
            List<LostLock> told = new CopyOnWriteArrayList<>();
            HeldLocks both = locks.tryAcquireAll(List.of(name, second), LockOptions.DEFAULT.onLost(told::add))
                    .orElseThrow();
            TestFleet.kill(config, both.locks().get(0).session());
            await().atMost(BOUND).until(() -> told.size() == 2);
            assertThat(told).extracting(LostLock::name).containsExactlyInAnyOrder(name, second);
            assertThatThrownBy(both::close)
                    .isInstanceOf(LockLostException.class)
                    .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
        }

        @Test
        void toNobodyWhenItWasReleasedBefore() {
            List<LostLock> told = new CopyOnWriteArrayList<>();
            HeldLock lock = take(LockOptions.DEFAULT.onLost(told::add));
            lock.close();
            TestFleet.kill(config, lock.session());
            letTwoHeartbeatsPass();
            assertThat(told).isEmpty();
            assertThat(lock.lost()).isEmpty();
            assertThat(events.lost()).isEmpty();
        }

        @Test
        void alsoWhenAConsumerThrows() {
            HeldLock lock = take(LockOptions.DEFAULT.onLost(lost -> {
                throw new IllegalStateException("the consumer's own");
            }));
            TestFleet.kill(config, lock.session());
            isLost(lock);
            letTwoHeartbeatsPass();
            assertThat(events.lost()).containsExactly(lock.lost().orElseThrow());
        }
    }

    @Nested
    final class Interrupts {

        private final LockOptions options = LockOptions.DEFAULT.interruptingOnLoss();

        private CompletableFuture<Void> killBeside(HeldLock lock) {
            return CompletableFuture.runAsync(() -> TestFleet.kill(config, lock.session()));
        }

        @Test
        void reachTheThreadThatTookTheLockAndEndWithItsRelease() {
            HeldLock lock = take(options);
            CompletableFuture<Void> killed = killBeside(lock);
            assertThatThrownBy(() -> new CountDownLatch(1).await(BOUND.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(InterruptedException.class);
            killed.join();
            assertThat(lock.lost()).isPresent();
            assertThatThrownBy(lock::close).isInstanceOf(LockLostException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }

        @Test
        void thatNobodyTookNoticeOfAreClearedByTheRelease() {
            HeldLock lock = take(options);
            killBeside(lock).join(); // which an interrupt does not end
            assertThatThrownBy(lock::ensureHeld).isInstanceOf(LockLostException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            assertThatThrownBy(lock::close).isInstanceOf(LockLostException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }

        @Test
        void ofOthersAreLeftAlone() {
            HeldLock lock = take(options);
            Thread.currentThread().interrupt();
            lock.close();
            assertThat(Thread.interrupted()).isTrue();
        }

        @Test
        void doNotReachAThreadThatHasReleased() {
            HeldLock lock = take(options);
            lock.close();
            TestFleet.kill(config, lock.session());
            letTwoHeartbeatsPass();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }

        @Test
        void doNotComeUnlessTheyWereAskedFor() throws Exception {
            CompletableFuture<LostLock> told = new CompletableFuture<>();
            HeldLock lock = take(LockOptions.DEFAULT.onLost(told::complete));
            TestFleet.kill(config, lock.session());
            told.get(BOUND.toSeconds(), TimeUnit.SECONDS);
            assertThatThrownBy(lock::close).isInstanceOf(LockLostException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }
}
