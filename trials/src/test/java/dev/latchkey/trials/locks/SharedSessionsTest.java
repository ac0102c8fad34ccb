package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Locks that share sessions: five on each of two. */
@Tag("contract")
final class SharedSessionsTest {

    private static final int SESSIONS = 2;
    private static final int EACH = 5;
    private static final LockOptions SHARED = LockOptions.DEFAULT.sharingASession();
    private static final WaitLimit LONG = WaitLimit.ofSeconds(60);

    @RegisterExtension
    private final OneServer server =
            new OneServer(config -> config.withLimits(config.limits().withShared(SESSIONS, EACH)));

    private final ServerLocks locks = server.locks();
    private final List<LockName> names = server.newNames(SESSIONS * EACH + 1);

    private HeldLock take(int i) {
        return take(i, SHARED);
    }

    private HeldLock take(int i, LockOptions options) {
        return locks.tryAcquire(names.get(i), options).orElseThrow();
    }

    private List<HeldLock> fill() {
        List<HeldLock> held = new ArrayList<>();
        for (int i = 0; i < SESSIONS * EACH; i++) {
            held.add(take(i));
        }
        return held;
    }

    @Nested
    class Sharing {

        @Test
        void aSessionIsFilledBeforeTheNextIsOpened() {
            List<HeldLock> held = fill();
            List<Long> sessions = held.stream().map(HeldLock::session).toList();
            assertThat(sessions.subList(0, EACH)).containsOnly(sessions.get(0));
            assertThat(sessions.subList(EACH, 2 * EACH))
                    .containsOnly(sessions.get(EACH))
                    .doesNotContain(sessions.get(0));
            held.forEach(HeldLock::ensureHeld);
            held.forEach(HeldLock::close);
        }

        @Test
        void whenAllAreFullTheErrorSaysSoAndAReleaseMakesRoom() {
            List<HeldLock> held = fill();
            assertThatThrownBy(() -> take(10))
                    .isInstanceOf(ServerUnavailableException.class)
                    .hasMessageContaining("taking a place on a shared session on the server failed: ")
                    .hasMessageContaining("all 2 sessions have up to 5 locks each");
            held.get(3).close();
            take(10).close();
            held.forEach(HeldLock::close);
        }

        @Test
        void moreTogetherThanASessionMayHaveAreRefused() {
            assertThatThrownBy(() -> locks.tryAcquireAll(names.subList(0, 6), SHARED))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("6 locks wanted together on a session that may have 5; take them in several calls");
        }

        @Test
        void severalThatAreTakenTogetherStandOnOneSessionBesideOthers() {
            HeldLock before = take(0);
            try (HeldLocks together =
                    locks.tryAcquireAll(names.subList(1, 4), SHARED).orElseThrow()) {
                assertThat(together.locks()).extracting(HeldLock::session).containsOnly(before.session());
            }
            assertThat(names.subList(1, 4)).allMatch(server::isFree);
            before.ensureHeld();
            before.close();
        }

        @Test
        void ofSeveralThatAreNotAllFreeNoneStaysHeld() {
            HeldLock taken = take(2);
            assertThat(locks.tryAcquireAll(names.subList(0, 4), SHARED)).isEmpty();
            assertThat(names).filteredOn(server::isFree).hasSize(names.size() - 1);
            taken.ensureHeld();
            taken.close();
        }

        @Test
        void theSessionGoesBackToThePoolWithItsLastLock() {
            HeldLock one = take(0);
            HeldLock other = take(1);
            long session = one.session();
            one.close();
            other.close();
            try (HeldLock own = locks.tryAcquire(names.get(2)).orElseThrow()) {
                assertThat(own.session()).isEqualTo(session);
            }
        }
    }

    @Nested
    class Contention {

        @Test
        void aLockOfTheSameSessionIsBusyForTheNextCaller() {
            HeldLock held = take(0);
            assertThat(locks.tryAcquire(names.get(0), SHARED)).isEmpty();
            assertThat(locks.tryAcquire(names.get(0))).isEmpty();
            assertThat(server.rival().take(names.get(0))).isZero();
            held.close();
            assertThat(server.isFree(names.get(0))).as("it is held once").isTrue();
        }

        @Test
        void aLockOfAnotherSessionIsBusyToo() {
            server.rival().take(names.get(0));
            try (HeldLock own = locks.tryAcquire(names.get(1)).orElseThrow()) {
                assertThat(locks.tryAcquire(names.get(0), SHARED)).isEmpty();
                assertThat(locks.tryAcquire(own.name(), SHARED)).isEmpty();
            }
        }

        @Test
        void namesThatAreOneLockOnMySqlAreNeverBothGranted() {
            HeldLock upper = locks.tryAcquire(LockName.exact(names.get(0) + "AB"), SHARED)
                    .orElseThrow();
            var lower = locks.tryAcquire(LockName.exact(names.get(0) + "ab"), SHARED);
            assertThat(lower.isPresent()).isEqualTo(TestServers.isMariaDb());
            lower.ifPresent(HeldLock::close);
            upper.ensureHeld();
            upper.close();
            assertThat(server.isFree(upper.name())).isTrue();
        }

        @Test
        void whoWaitsForASharedLockGetsItWhenItIsReleasedHere() throws Exception {
            HeldLock held = take(0);
            CompletableFuture<HeldLock> waiter = locks.acquireAsync(names.get(0), LONG, SHARED);
            assertThatThrownBy(() -> locks.acquire(names.get(0), WaitLimit.ofMillis(150), SHARED))
                    .isInstanceOf(LockNotAcquiredException.class);
            assertThat(waiter).isNotDone();
            held.close();
            waiter.get(30, TimeUnit.SECONDS).close();
        }

        @Test
        void whoWaitsForASharedLockGetsItWhenItIsReleasedElsewhere() throws Exception {
            Rival rival = server.rival();
            rival.take(names.get(0));
            CompletableFuture<Long> released = rival.releaseAfter(0.5, names.get(0));
            locks.acquire(names.get(0), LONG, SHARED).close();
            assertThat(released.get(30, TimeUnit.SECONDS)).isOne();
        }

        @Test
        void whoWaitsForSeveralGetsThemTogetherWhenTheLastIsReleased() throws Exception {
            Rival rival = server.rival();
            rival.take(names.get(1));
            CompletableFuture<Long> released = rival.releaseAfter(0.5, names.get(1));
            HeldLock beside = take(3);
            try (HeldLocks together = locks.acquireAll(names.subList(0, 3), LONG, SHARED)) {
                assertThat(together.locks()).extracting(HeldLock::session).containsOnly(beside.session());
                assertThat(names.subList(0, 3)).noneMatch(server::isFree);
            }
            assertThat(released.get(30, TimeUnit.SECONDS)).isOne();
            beside.close();
        }
    }

    @Nested
    class Losing {

        private final Queue<LostLock> told = new ConcurrentLinkedQueue<>();

        @Test
        void aLostSessionTakesItsOwnLocksAlongAndEachHolderIsTold() {
            List<HeldLock> held = new ArrayList<>();
            for (int i = 0; i < SESSIONS * EACH; i++) {
                held.add(take(i, SHARED.onLost(told::add)));
            }
            TestFleet.kill(server.config(), held.get(0).session());
            assertThatThrownBy(held.get(0)::ensureHeld).isInstanceOf(LockLostException.class);
            await().until(() -> told.size() == EACH);
            assertThat(told).extracting(LostLock::name).containsExactlyInAnyOrderElementsOf(names.subList(0, EACH));
            assertThat(held.subList(0, EACH)).allSatisfy(lock -> {
                assertThat(lock.lost()).isPresent();
                assertThatThrownBy(lock::close).isInstanceOf(LockLostException.class);
            });
            assertThat(held.subList(EACH, 2 * EACH)).allSatisfy(HeldLock::ensureHeld);
            held.subList(EACH, 2 * EACH).forEach(HeldLock::close);
            assertThat(told).hasSize(EACH);
        }

        @Test
        void aSessionThatDiedWithAllItsLocksIsReplaced() {
            HeldLock held = take(0);
            TestFleet.kill(server.config(), held.session());
            HeldLock next = take(1);
            assertThat(next.session()).isNotEqualTo(held.session());
            assertThat(held.lost()).isPresent();
            next.close();
            take(0).close();
        }
    }
}
