package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldSlot;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.Semaphore;
import dev.latchkey.WaitInterruptedException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** At most so many holders at a time. */
@Tag("contract")
final class SemaphoreTest {

    private static final LockOptions SHARED = LockOptions.DEFAULT.sharingASession();
    private static final WaitLimit LONG = WaitLimit.ofSeconds(60);

    @RegisterExtension
    private final OneServer server = new OneServer(config ->
            config.withLimits(config.limits().withCloseTimeout(Duration.ZERO))); // what is held at the end of a test

    private final ServerLocks locks = server.locks();
    private final LockName name = server.newName();

    private HeldSlot take(int slots, LockOptions options) {
        return locks.semaphore(name, slots).tryAcquire(options).orElseThrow();
    }

    private List<HeldSlot> fill(int slots, LockOptions options) {
        return IntStream.range(0, slots).mapToObj(i -> take(slots, options)).toList();
    }

    @Nested
    class Taking {

        @Test
        void eachHolderHasANumberOfItsOwnUntilAllAreHeld() {
            List<HeldSlot> held = fill(3, LockOptions.DEFAULT);

            assertThat(held.stream().map(HeldSlot::number)).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(locks.semaphore(name, 3).tryAcquire()).isEmpty();
            assertThat(locks.semaphore(name, 3).holders()).isEqualTo(3);
            held.get(1).close();
            assertThat(take(3, LockOptions.DEFAULT).number())
                    .isEqualTo(held.get(1).number());
        }

        @Test
        void aSessionThatManyShareHasASlotForEach() {
            List<HeldSlot> held = fill(100, SHARED);

            assertThat(held.stream().map(HeldSlot::session).distinct()).hasSize(1);
            assertThat(held.stream().map(HeldSlot::number).distinct()).hasSize(100);
            assertThat(locks.semaphore(name, 100).tryAcquire(SHARED)).isEmpty();
            ServerLocks.together(held).close();
            assertThat(locks.semaphore(name, 100).holders()).isZero();
        }

        @Test
        void askingAgainByTheSameHandleChangesNothing() {
            Semaphore handle = locks.semaphore(name, 2);
            HeldSlot slot = handle.tryAcquire().orElseThrow();

            assertThat(handle.tryAcquire()).containsSame(slot);
            assertThat(handle.acquire(LONG)).isSameAs(slot);
            assertThat(handle.holders()).isOne();
            slot.close();
            assertThat(slot.isHeld()).isFalse();
            assertThat(handle.tryAcquire().orElseThrow()).isNotSameAs(slot);
            assertThat(handle.holders()).isOne();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 16, 2048})
        void aFreeOneIsFoundInOneRoundTrip(int slots) {
            List<String> sent = new ArrayList<>();
            take(slots, LockOptions.DEFAULT).close();

            StatementTap.during(
                    (moment, statement) -> {
                        if (moment == Moment.BEFORE) {
                            sent.add(statement.verb());
                        }
                    },
                    () -> take(slots, LockOptions.DEFAULT));

            assertThat(sent).containsExactly("SELECT");
        }

        @Test
        void theLastOfManyIsFound() {
            List<HeldSlot> held = new ArrayList<>(fill(500, SHARED));
            held.remove(137).close();

            held.add(take(500, SHARED));

            assertThat(held.stream().map(HeldSlot::number).distinct()).hasSize(500);
        }

        @Test
        void aSlotIsANamedLockThatAnyoneCanSee() {
            HeldSlot slot = take(3, LockOptions.DEFAULT);

            assertThat(slot.name().text()).isEqualTo(name + "+" + slot.number());
            assertThat(server.isFree(slot.name())).isFalse();
            slot.close();
            assertThat(server.isFree(slot.name())).isTrue();
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 0, 2049})
        void aNumberOfSlotsOutOfBoundsIsRefused(int slots) {
            assertThatThrownBy(() -> locks.semaphore(name, slots))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a semaphore with %d slots is not possible: allowed are 1 to 2048".formatted(slots));
        }
    }

    @Nested
    class Ending {

        @Test
        void theSlotIsFreeWhenItsSessionEnds() {
            Queue<LostLock> told = new ConcurrentLinkedQueue<>();
            HeldSlot slot = take(1, LockOptions.DEFAULT.onLost(told::add));

            TestFleet.kill(server.config(), slot.session());

            await().until(() -> locks.semaphore(name, 1).tryAcquire().isPresent());
            assertThatThrownBy(slot::ensureHeld).hasMessageContaining("lost");
            assertThat(slot.isHeld()).isFalse();
            await().until(() -> told.size() == 1);
        }

        @Test
        void aHandleWhoseSlotWasLostTakesAnother() {
            Semaphore handle = locks.semaphore(name, 1);
            HeldSlot slot = handle.tryAcquire().orElseThrow();
            TestFleet.kill(server.config(), slot.session());
            assertThatThrownBy(slot::ensureHeld).hasMessageContaining("lost");

            assertThat(handle.acquire(LONG).isHeld()).isTrue();
        }
    }

    @Nested
    class Waiting {

        @Test
        void whoeverWaitsGetsTheNextSlotThatIsFree() {
            List<HeldSlot> held = fill(3, LockOptions.DEFAULT);
            CompletableFuture<HeldSlot> next =
                    CompletableFuture.supplyAsync(() -> locks.semaphore(name, 3).acquire(LONG));
            await().until(() -> !server.isFree(name.queue()));

            held.get(2).close();

            assertThat(next.join().number()).isEqualTo(held.get(2).number());
        }

        @Test
        void nobodyWhoComesLaterOvertakesWhoWaits() {
            HeldSlot held = take(1, LockOptions.DEFAULT);
            CompletableFuture<HeldSlot> next =
                    CompletableFuture.supplyAsync(() -> locks.semaphore(name, 1).acquire(LONG));
            await().until(() -> !server.isFree(name.queue()));
            List<HeldSlot> overtaking = new ArrayList<>();
            held.close();
            while (!next.isDone()) {
                locks.semaphore(name, 1).tryAcquire().ifPresent(overtaking::add);
            }

            assertThat(overtaking).isEmpty();
            assertThat(next.join().isHeld()).isTrue();
        }

        @Test
        void whenTheLimitHasPassedTheErrorSaysWhoHoldsOne() {
            HeldSlot held = take(1, LockOptions.DEFAULT);

            assertThatThrownBy(() -> locks.semaphore(name, 1).acquire(WaitLimit.ofMillis(50)))
                    .isInstanceOf(LockNotAcquiredException.class)
                    .hasMessageContaining("lock %s not acquired on the server: waited 50 ms, held by session %d"
                            .formatted(name, held.session()));
            assertThat(server.isFree(name.queue())).isTrue();
        }

        @Test
        void anInterruptEndsTheWait() {
            take(1, LockOptions.DEFAULT);
            AtomicInteger interrupted = new AtomicInteger();
            Crowd crowd = Crowd.of(2, i -> {
                try {
                    locks.semaphore(name, 1).acquire(LONG);
                } catch (WaitInterruptedException e) {
                    interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                }
            });
            await().until(() -> !server.isFree(name.queue()));

            crowd.threads().forEach(Thread::interrupt);

            crowd.awaitEnd(Duration.ofSeconds(10));
            assertThat(interrupted).hasValue(2);
            assertThat(server.isFree(name.queue())).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thereAreNeverMoreThanThereAreSlots(boolean sharing) {
        int slots = 3;
        ServerLocks others = server.locks();
        LockOptions options = sharing ? SHARED : LockOptions.DEFAULT;
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ConcurrentHashMap<Integer, HeldLock> byNumber = new ConcurrentHashMap<>();
        Queue<String> doubles = new ConcurrentLinkedQueue<>();
        Crowd crowd = Crowd.of(8, i -> {
            ServerLocks asked = i % 2 == 0 ? locks : others;
            for (int round = 0; round < 60; round++) {
                try (HeldSlot slot = asked.semaphore(name, slots).acquire(LONG, options)) {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    HeldLock same = byNumber.put(slot.number(), slot);
                    if (same != null) {
                        doubles.add(slot + " beside " + same);
                    }
                    slot.ensureHeld();
                    byNumber.remove(slot.number());
                    inside.decrementAndGet();
                }
            }
        });

        crowd.awaitEnd(Duration.ofMinutes(2));

        assertThat(most.get()).isBetween(2, slots);
        assertThat(doubles).isEmpty();
        assertThat(locks.semaphore(name, slots).holders()).isZero();
    }
}
