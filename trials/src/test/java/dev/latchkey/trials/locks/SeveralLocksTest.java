package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.Locks;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several locks of one server, taken together: all or none. */
@Tag("contract")
final class SeveralLocksTest {

    @RegisterExtension
    private final OneServer server = new OneServer();

    private final ServerLocks locks = server.locks();
    private final LockName a = server.newName();
    private final LockName b = server.newName();
    private final LockName c = server.newName();

    private HeldLocks take(LockName... names) {
        return locks.tryAcquireAll(List.of(names), LockOptions.DEFAULT).orElseThrow();
    }

    private static List<LockName> names(HeldLocks held) {
        return held.locks().stream().map(HeldLock::name).toList();
    }

    @Nested
    class Taking {

        @Test
        void allAreHeldOnOneSessionInTheirOrderAndEqualOnesOnce() {
            try (HeldLocks held = take(c, a, b, a)) {
                assertThat(names(held)).containsExactly(a, b, c);
                assertThat(held.locks().stream().map(HeldLock::session).distinct())
                        .hasSize(1);
                held.ensureHeld();
                assertThat(List.of(a, b, c)).noneMatch(server::isFree);
            }
            assertThat(List.of(a, b, c)).allMatch(server::isFree);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 2})
        void noneIsHeldIfSomebodyElseHasOne(int taken) {
            List<LockName> wanted = List.of(a, b, c);
            assertThat(server.rival().take(wanted.get(taken))).isOne();
            assertThat(locks.tryAcquireAll(wanted, LockOptions.DEFAULT)).isEmpty();
            for (int i = 0; i < 3; i++) {
                assertThat(server.isFree(wanted.get(i))).isEqualTo(i != taken);
            }
        }

        @Test
        void aCallerOfTheSameProgramIsSomebodyElse() {
            try (HeldLocks held = take(a, b)) {
                assertThat(locks.tryAcquireAll(List.of(b, c), LockOptions.DEFAULT))
                        .isEmpty();
                assertThat(locks.tryAcquire(b)).isEmpty();
                assertThat(server.isFree(c)).isTrue();
                held.ensureHeld();
            }
        }

        @Test
        void aThousandAreTakenTogether() {
            List<LockName> thousand = server.newNames(Locks.MOST_TOGETHER);
            try (HeldLocks held =
                    locks.tryAcquireAll(thousand, LockOptions.DEFAULT).orElseThrow()) {
                assertThat(names(held)).isEqualTo(thousand);
                assertThat(server.isFree(thousand.get(999))).isFalse();
            }
            assertThat(server.isFree(thousand.get(999))).isTrue();
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1001})
        void noneAtAllAndMoreThanAThousandAreRefused(int count) {
            List<LockName> wanted = server.newNames(count);
            String message = count + " locks wanted together, allowed are 1 to 1000; take them in several calls";
            assertThatThrownBy(() -> locks.tryAcquireAll(wanted, LockOptions.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> locks.acquireAll(wanted, WaitLimit.ofSeconds(1), LockOptions.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void namesThatAreOneLockOnTheServerAreRefused(boolean shared) {
            LockOptions options = shared ? LockOptions.DEFAULT.sharingASession() : LockOptions.DEFAULT;
            LockName upper = LockName.exact(a + "X");
            LockName lower = LockName.exact(a + "x");
            List<LockName> wanted = List.of(a, lower, upper);
            if (TestServers.isMariaDb()) {
                try (HeldLocks held = locks.tryAcquireAll(wanted, options).orElseThrow()) {
                    assertThat(names(held)).as("which tells them apart").containsExactly(a, upper, lower);
                }
                return;
            }
            assertThatThrownBy(() -> locks.tryAcquireAll(wanted, options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "lock %s and another of %s are one lock on the server, which doesn't tell them apart; name it once",
                            lower, List.of(a, upper, lower));
            assertThatThrownBy(() -> locks.acquireAll(wanted, WaitLimit.ofSeconds(60), options))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(List.of(a, upper)).allMatch(server::isFree);
        }
    }

    @Nested
    class Statements {

        private final List<String> sent = new ArrayList<>();

        private void collect(Moment moment, StatementTap.Statement statement) {
            String sql = statement.sql().toUpperCase(Locale.ROOT);
            if (moment == Moment.BEFORE && sql.contains("_LOCK")) {
                sent.add(sql);
            }
        }

        @Test
        void oneTakesThemAndOneReleasesThemInTheReverseOrder() {
            HeldLocks held = StatementTap.during(this::collect, () -> take(c, b, a));
            assertThat(sent).hasSize(1);
            assertThat(sent.get(0)).containsSubsequence("GET_LOCK('" + a, "GET_LOCK('" + b, "GET_LOCK('" + c);
            sent.clear();
            StatementTap.during(this::collect, () -> {
                held.close();
                return held;
            });
            assertThat(sent).hasSize(1);
            assertThat(sent.get(0))
                    .containsSubsequence("RELEASE_LOCK('" + c, "RELEASE_LOCK('" + b, "RELEASE_LOCK('" + a);
        }

        @Test
        void whoCanWaitAsksOnceIfAllAreFree() {
            WaitLimit limit = WaitLimit.ofSeconds(60);
            take(c).close(); // so that a session is there, and nobody else logs in for the caller
            StatementTap.during(this::collect, () -> locks.acquireAll(List.of(b, a), limit, LockOptions.DEFAULT))
                    .close();
            assertThat(sent).hasSize(1);
        }
    }

    @Nested
    class Releasing {

        @Test
        void oneMayBeReleasedBeforeTheOthers() {
            try (HeldLocks held = take(a, b, c)) {
                held.locks().get(1).close();
                assertThat(server.isFree(b)).isTrue();
                assertThat(List.of(a, c)).noneMatch(server::isFree);
                held.locks().get(0).ensureHeld();
                held.locks().get(2).ensureHeld();
                assertThatThrownBy(held.locks().get(1)::ensureHeld).isInstanceOf(IllegalStateException.class);
            }
            assertThat(List.of(a, c)).allMatch(server::isFree);
        }

        @Test
        void theSessionIsUsedAgainWhenTheLastIsReleased() {
            HeldLocks held = take(a, b);
            long session = held.locks().get(0).session();
            held.locks().forEach(HeldLock::close);
            held.close();
            try (HeldLock next = locks.tryAcquire(c).orElseThrow()) {
                assertThat(next.session()).isEqualTo(session);
            }
        }

        @Test
        void whatWasEnteredAgainIsHeldLonger() {
            HeldLocks held = take(a, b);
            HeldLock again = held.locks().get(1).again();
            held.close();
            assertThat(server.isFree(a)).isTrue();
            again.ensureHeld();
            again.close();
            assertThat(server.isFree(b)).isTrue();
        }

        @Test
        void aLostSessionIsToldForEachOfThem() {
            HeldLocks held = take(a, b, c);
            TestFleet.kill(server.config(), held.locks().get(0).session());
            assertThatThrownBy(held::close).isInstanceOfSatisfying(LockLostException.class, first -> {
                assertThat(first.lock().name()).isEqualTo(c);
                assertThat(first.getSuppressed())
                        .extracting(lost -> ((LockLostException) lost).lock().name())
                        .containsExactly(b, a);
            });
        }
    }

    @Test
    void theErrorNamesTheLockThatIsHeldAndItsHolder() {
        Rival rival = server.rival();
        rival.take(b);
        assertThatThrownBy(() -> locks.acquireAll(List.of(a, b), WaitLimit.ofMillis(50), LockOptions.DEFAULT))
                .isInstanceOf(LockNotAcquiredException.class)
                .hasMessageStartingWith(
                        "lock %s not acquired on the server: waited 50 ms, held by session %d (", b, rival.session());
    }
}
