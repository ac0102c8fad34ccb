package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.HeldLock;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.trials.support.TestFleet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lock is entered again through what proves that it is held, and in no other way; on sessions of their own and on shared ones. */
@Tag("contract")
final class ReentranceTest {

    @RegisterExtension
    private final OneServer server = new OneServer();

    private final ServerLocks locks = server.locks();
    private final LockName name = server.newName();

    private static LockOptions options(boolean shared) {
        return shared ? LockOptions.DEFAULT.sharingASession() : LockOptions.DEFAULT;
    }

    private HeldLock take(boolean shared) {
        return locks.tryAcquire(name, options(shared)).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSecondAcquisitionByTheSameThreadIsContention(boolean shared) {
        try (HeldLock held = take(shared)) {
            assertThat(locks.tryAcquire(name, options(shared))).isEmpty();
            assertThatThrownBy(() -> locks.acquire(name, WaitLimit.ofMillis(50), options(shared)))
                    .isInstanceOf(LockNotAcquiredException.class)
                    .hasMessageContaining("held by session " + held.session());
            held.ensureHeld();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itIsReleasedWithTheLastOfThemWhicheverThatIs(boolean shared) {
        HeldLock first = take(shared);
        HeldLock second = first.again();
        HeldLock third = second.again();
        assertThat(third.session()).isEqualTo(first.session());
        assertThat(third.name()).isEqualTo(name);
        first.close();
        third.close();
        second.ensureHeld();
        assertThat(server.isFree(name)).isFalse();
        second.close();
        assertThat(server.isFree(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closingOneTwiceReleasesNothingOfTheOthers(boolean shared) {
        HeldLock first = take(shared);
        HeldLock second = first.again();
        first.close();
        first.close();
        second.ensureHeld();
        assertThat(locks.tryAcquire(name, options(shared))).isEmpty();
        second.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClosedOneLetsNobodyIn(boolean shared) {
        HeldLock first = take(shared);
        HeldLock second = first.again();
        first.close();
        assertThatThrownBy(first::again)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("lock %s was released; acquire it again to be sure of it", name);
        assertThatThrownBy(first::ensureHeld).isInstanceOf(IllegalStateException.class);
        second.close();
        assertThatThrownBy(second::again).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLostOneLetsNobodyInAndTellsEachThatCloses(boolean shared) {
        HeldLock first = take(shared);
        HeldLock second = first.again();
        TestFleet.kill(server.config(), first.session());
        assertThatThrownBy(second::ensureHeld).isInstanceOf(LockLostException.class);
        assertThatThrownBy(first::again).isInstanceOf(LockLostException.class);
        assertThat(first.lost()).isPresent().isEqualTo(second.lost());
        assertThatThrownBy(first::close).isInstanceOf(LockLostException.class);
        assertThatThrownBy(second::close).isInstanceOf(LockLostException.class);
        first.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyThreadsEnterAndLeaveAndTheLockStaysHeldUntilTheLastHasLeft(boolean shared) {
        HeldLock first = take(shared);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        IntStream.range(0, 8)
                .forEach(thread -> all.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 2000; i++) {
                                first.again().close();
                            }
                        },
                        threads)));
        all.forEach(CompletableFuture::join);
        threads.shutdown();
        first.ensureHeld();
        first.close();
        assertThat(server.isFree(name)).isTrue();
    }
}
