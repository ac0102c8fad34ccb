package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockListener;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitInterruptedException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.trials.locks.Heard.Call;
import dev.latchkey.trials.support.TestFleet;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happens to locks is told. */
@Tag("contract")
final class ListenerTest {

    private static final WaitLimit LONG = WaitLimit.ofSeconds(60);

    private final Heard heard = new Heard();

    @RegisterExtension
    private final OneServer server = new OneServer(
            config -> config.withListener(heard).withPoolSize(2).withBorrowTimeout(Duration.ofSeconds(4)));

    private final ServerLocks locks = server.locks();
    private final LockName name = server.newName();

    @Nested
    class TakingAndReleasing {

        @Test
        void anAcquisitionAndItsReleaseAreToldWithTheirSessionAndTimes() {
            long start = System.nanoTime();
            HeldLock held = locks.tryAcquire(name).orElseThrow();
            held.close();
            Duration most = Duration.ofNanos(System.nanoTime() - start);
            assertThat(heard.whats()).containsExactly("acquired", "released");
            assertThat(heard.calls()).allSatisfy(call -> {
                assertThat(call.server()).isEqualTo("the server");
                assertThat(call.name()).isEqualTo(name);
                assertThat(call.session()).isEqualTo(held.session());
                assertThat(call.time()).isPositive().isLessThanOrEqualTo(most);
            });
        }

        @Test
        void whoCouldHaveWaitedButNeedNotIsNoWaiter() {
            locks.acquire(name, LONG).close();
            assertThat(heard.whats()).containsExactly("acquired", "released");
        }

        @Test
        void aLockOnASharedSessionIsToldLikeAnyOther() {
            LockOptions shared = LockOptions.DEFAULT.sharingASession();
            HeldLock held = locks.tryAcquire(name, shared).orElseThrow();
            locks.tryAcquire(name, shared);
            held.close();
            assertThat(heard.whats()).containsExactly("acquired", "busy", "released");
            assertThat(heard.calls()).extracting(Call::session).containsOnly(held.session());
        }

        @Test
        void severalAreToldEach() {
            List<LockName> names = server.newNames(3);
            locks.tryAcquireAll(names, LockOptions.DEFAULT).orElseThrow().close();
            assertThat(heard.calls().subList(0, 3)).extracting(Call::name).isEqualTo(names);
            assertThat(heard.whats().subList(3, 6)).containsOnly("released");
        }
    }

    @Nested
    class Busy {

        private final Rival rival = server.rival();

        @Test
        void theHolderIsToldByItsSession() {
            rival.take(name);
            assertThat(locks.tryAcquire(name)).isEmpty();
            assertThat(heard.only("busy").session()).isEqualTo(rival.session());
            assertThat(heard.only("busy").name()).isEqualTo(name);
        }

        @Test
        void whoeverAsksForSeveralIsNeverTakenForTheirHolder() {
            rival.take(name);
            LockName before = LockName.exact("A" + name);
            assertThat(locks.tryAcquireAll(List.of(before, name), LockOptions.DEFAULT))
                    .isEmpty();
            assertThat(heard.only("busy").session()).isIn(0L, rival.session());
        }

        @Test
        void aWaitInVainIsToldWithItsLengthAndWhatItCost() {
            rival.take(name);
            assertThatThrownBy(() -> locks.acquire(name, WaitLimit.ofMillis(300)))
                    .isInstanceOf(LockNotAcquiredException.class);
            assertThat(heard.whats()).containsExactly("waited", "busy");
            assertThat(heard.calls())
                    .allSatisfy(call -> assertThat(call.time()).isGreaterThanOrEqualTo(Duration.ofMillis(300)));
            assertThat(heard.only("waited").requests()).isPositive();
            assertThat(heard.only("waited").granted()).isFalse();
        }

        @Test
        void aWaitThatWasWorthItIsToldWithItsRequests() throws Exception {
            rival.take(name);
            CompletableFuture<HeldLock> polled = new CompletableFuture<>();
            AtomicInteger pauses = new AtomicInteger();
            LockOptions polling = LockOptions.DEFAULT.polling(seen -> {
                pauses.incrementAndGet();
                return Duration.ofMillis(50);
            });
            CompletableFuture<Void> waiter =
                    CompletableFuture.runAsync(() -> polled.complete(locks.acquire(name, LONG, polling)));
            await().until(() -> pauses.get() >= 3);
            rival.release(name);
            polled.get(30, TimeUnit.SECONDS).close();
            waiter.join();
            assertThat(heard.whats()).containsExactly("waited", "acquired", "released");
            assertThat(heard.only("waited").granted()).isTrue();
            assertThat(heard.only("waited").requests()).isEqualTo(pauses.get() + 1);
            assertThat(heard.only("acquired").time()).isGreaterThan(Duration.ofMillis(100));
        }

        @Test
        void aWaitThatWasInterruptedIsNeitherGrantedNorBusy() throws Exception {
            rival.take(name);
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            CompletableFuture<Void> waiter = CompletableFuture.runAsync(() -> {
                thread.complete(Thread.currentThread());
                assertThatThrownBy(() -> locks.acquire(name, LONG)).isInstanceOf(WaitInterruptedException.class);
                assertThat(Thread.interrupted()).isTrue();
            });
            await().until(() -> server.waiters(name) == 1);
            thread.get().interrupt();
            waiter.get(30, TimeUnit.SECONDS);
            assertThat(heard.whats()).containsExactly("waited");
            assertThat(heard.only("waited").granted()).isFalse();
        }
    }

    @Nested
    class Losing {

        @Test
        void aLossIsToldOnceAndIsNoRelease() {
            HeldLock held = locks.tryAcquire(name).orElseThrow();
            TestFleet.kill(server.config(), held.session());
            assertThatThrownBy(held::ensureHeld).isInstanceOf(LockLostException.class);
            assertThatThrownBy(held::close).isInstanceOf(LockLostException.class);
            assertThat(heard.whats()).containsExactly("acquired", "lost");
            assertThat(heard.losses()).containsExactly(held.lost().orElseThrow());
            LostLock lost = heard.losses().get(0);
            assertThat(lost.session()).isEqualTo(held.session());
            assertThat(lost.server()).isEqualTo("the server");
        }

        @Test
        void oneThatIsHeldTooLongIsKilledAndLost() {
            Duration maximum = Duration.ofMillis(200);
            HeldLock held = locks.tryAcquire(name, LockOptions.DEFAULT.holdingAtMost(maximum))
                    .orElseThrow();
            await().until(() -> heard.whats().contains("lost"));
            assertThatThrownBy(held::close).isInstanceOf(LockLostException.class);
            assertThat(heard.whats()).containsExactly("acquired", "killed", "lost");
            assertThat(heard.only("killed").session()).isEqualTo(held.session());
            assertThat(heard.only("killed").time()).isGreaterThanOrEqualTo(maximum);
            assertThat(heard.losses().get(0).evidence()).isEqualTo(Evidence.HELD_TOO_LONG);
        }

        @Test
        void whatIsHeldWhenTheLocksAreClosedIsLost() {
            ServerLocks closing = server.locks(
                    server.config().withLimits(server.config().limits().withCloseTimeout(Duration.ZERO)));
            HeldLock held = closing.tryAcquire(name).orElseThrow();
            closing.close();
            assertThatThrownBy(held::close).isInstanceOf(LockLostException.class);
            assertThat(heard.losses()).extracting(LostLock::evidence).containsExactly(Evidence.CLOSED);
        }
    }

    @Test
    void aPoolWithoutAFreeSessionIsToldWithHowLongItWasWaitedFor() {
        HeldLock one = locks.tryAcquire(server.newName()).orElseThrow();
        HeldLock other = locks.tryAcquire(server.newName()).orElseThrow();
        assertThatThrownBy(() -> locks.tryAcquire(name)).isInstanceOf(ServerUnavailableException.class);
        Call exhausted = heard.only("poolExhausted");
        assertThat(exhausted.server()).isEqualTo("the server");
        assertThat(exhausted.time()).isEqualTo(Duration.ofSeconds(4));
        one.close();
        other.close();
    }

    @Nested
    class ThatFails {

        private LockListener failing(Throwable thrown) {
            return (LockListener) Proxy.newProxyInstance(
                    LockListener.class.getClassLoader(), new Class<?>[] {LockListener.class}, (proxy, method, args) -> {
                        throw thrown;
                    });
        }

        private void takeAndLose(Throwable thrown) {
            ServerLocks told = server.locks(server.config().withListener(failing(thrown)));
            HeldLock held = told.tryAcquire(name).orElseThrow();
            assertThat(told.tryAcquire(name)).isEmpty();
            assertThatThrownBy(() -> told.acquire(name, WaitLimit.ofMillis(20)))
                    .isInstanceOf(LockNotAcquiredException.class);
            held.close();
            HeldLock next = told.acquire(name, LONG);
            TestFleet.kill(server.config(), next.session());
            assertThatThrownBy(next::close).isInstanceOf(LockLostException.class);
            assertThat(next.lost()).isPresent();
        }

        @Test
        void stopsNothing() {
            takeAndLose(new IllegalStateException("broken listener"));
        }

        @Test
        void stopsNothingEvenIfItsClassesAreMissing() {
            takeAndLose(new NoClassDefFoundError("some/meter/Registry"));
        }
    }
}
