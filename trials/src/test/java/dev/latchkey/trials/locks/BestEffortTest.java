package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.BestEffort;
import dev.latchkey.BestEffort.Done;
import dev.latchkey.BestEffort.WhenDown;
import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.support.TestFleet;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The lock for those who only want to avoid doing work twice. */
@Tag("contract")
final class BestEffortTest {

    @RegisterExtension
    private final OneServer server = new OneServer();

    private final TcpProxy proxy = TestFleet.proxyTo(server.config());
    private final ServerLocks locks =
            server.locks(TestFleet.via(proxy, server.config()).withBorrowTimeout(Duration.ofSeconds(2)));
    private final LockName name = server.newName();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void closeTheProxy() {
        proxy.close();
    }

    private Done run(WhenDown whenDown) {
        return BestEffort.whenDown(whenDown).run(() -> locks.tryAcquire(name), done::incrementAndGet);
    }

    @ParameterizedTest
    @EnumSource
    void theWorkIsDoneUnderTheLock(WhenDown whenDown) {
        Done answer = BestEffort.whenDown(whenDown).run(() -> locks.tryAcquire(name), () -> {
            assertThat(server.isFree(name)).isFalse();
            done.incrementAndGet();
        });
        assertThat(answer).isEqualTo(Done.GUARDED);
        assertThat(done).hasValue(1);
        assertThat(server.isFree(name)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void theWorkIsNotDoneWhileSomebodyElseHasTheLock(WhenDown whenDown) {
        server.rival().take(name);
        assertThat(run(whenDown)).isEqualTo(Done.BUSY);
        assertThat(done).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"GO_AHEAD, UNGUARDED, 1", "SKIP, SKIPPED, 0"})
    void whenTheServerIsNotThereTheAnswerSaysWhatWasDone(WhenDown whenDown, Done expected, int times) {
        proxy.refuse();
        assertThat(run(whenDown)).isEqualTo(expected);
        assertThat(done).hasValue(times);
        proxy.accept();
        assertThat(run(whenDown)).as("when it is there again").isEqualTo(Done.GUARDED);
    }

    @ParameterizedTest
    @CsvSource({"GO_AHEAD, UNGUARDED", "SKIP, SKIPPED"})
    void whenItGoesAwayBetweenTwoRunsTheAnswerSaysSoToo(WhenDown whenDown, Done expected) {
        assertThat(run(whenDown)).isEqualTo(Done.GUARDED);
        proxy.refuse();
        assertThat(run(whenDown)).isEqualTo(expected);
    }

    @Nested
    class LostDuringTheWork {

        private Done runAndKill(BestEffort.Effort<? extends RuntimeException> afterwards) {
            HeldLock held = locks.tryAcquire(name).orElseThrow();
            return BestEffort.whenDown(WhenDown.SKIP).run(() -> Optional.of(held), () -> {
                TestFleet.kill(server.config(), held.session());
                afterwards.make();
            });
        }

        @Test
        void theAnswerSaysSo() {
            assertThat(runAndKill(done::incrementAndGet)).isEqualTo(Done.LOST);
            assertThat(done).hasValue(1);
        }

        @Test
        void theWorksOwnExceptionComesFirst() {
            IllegalStateException thrown = new IllegalStateException("of the work");
            assertThatThrownBy(() -> runAndKill(() -> {
                        throw thrown;
                    }))
                    .isSameAs(thrown);
        }
    }

    @Nested
    class WorkThatFails {

        private final IOException thrown = new IOException("of the work");

        private void fail() throws IOException {
            throw thrown;
        }

        @Test
        void itsExceptionPassesAndTheLockIsReleased() {
            assertThatThrownBy(() -> BestEffort.whenDown(WhenDown.SKIP).run(() -> locks.tryAcquire(name), this::fail))
                    .isSameAs(thrown);
            assertThat(server.isFree(name)).isTrue();
        }

        @Test
        void itsExceptionPassesWithoutALockToo() {
            proxy.refuse();
            assertThatThrownBy(
                            () -> BestEffort.whenDown(WhenDown.GO_AHEAD).run(() -> locks.tryAcquire(name), this::fail))
                    .isSameAs(thrown);
        }
    }
}
