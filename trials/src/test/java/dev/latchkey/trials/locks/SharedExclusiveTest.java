package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.SharedExclusiveLock;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.trials.support.TestFleet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many readers, or one writer. */
@Tag("contract")
final class SharedExclusiveTest {

    private static final LockOptions SHARED = LockOptions.DEFAULT.sharingASession();
    private static final WaitLimit LONG = WaitLimit.ofSeconds(60);

    @RegisterExtension
    private final OneServer server = new OneServer(config ->
            config.withLimits(config.limits().withCloseTimeout(Duration.ZERO))); // what is held at the end of a test

    private final ServerLocks locks = server.locks();
    private final ServerLocks others = server.locks();
    private final LockName name = server.newName();
    private final SharedExclusiveLock lock = locks.sharedExclusive(name);
    private final SharedExclusiveLock elsewhere = others.sharedExclusive(name);

    private static CompletableFuture<HeldLock> later(Supplier<HeldLock> wait) {
        return CompletableFuture.supplyAsync(wait, task -> {
            Thread thread = new Thread(task, "waits");
            thread.setDaemon(true);
            thread.start();
        });
    }

    @Nested
    class AtOnce {

        @Test
        void manyReadAndAreCounted() {
            List<HeldLock> readers = IntStream.range(0, 50)
                    .mapToObj(i ->
                            (i % 2 == 0 ? lock : elsewhere).tryShared(SHARED).orElseThrow())
                    .toList();

            assertThat(lock.readers()).isEqualTo(50);
            ServerLocks.together(readers).close();
            assertThat(lock.readers()).isZero();
        }

        @Test
        void aReaderKeepsWritersOut() {
            HeldLock reader = lock.tryShared().orElseThrow();

            assertThat(elsewhere.tryExclusive()).isEmpty();
            assertThat(server.isFree(name)).isTrue();
            reader.close();
            assertThat(elsewhere.tryExclusive()).isPresent();
        }

        @Test
        void aWriterKeepsAllOut() {
            HeldLock writer = lock.tryExclusive().orElseThrow();

            assertThat(writer.name()).isEqualTo(name);
            assertThat(elsewhere.tryShared()).isEmpty();
            assertThat(elsewhere.tryExclusive()).isEmpty();
            assertThat(others.tryAcquire(name)).isEmpty();
            writer.close();
            assertThat(elsewhere.tryShared()).isPresent();
        }
    }

    @Nested
    class Waiting {

        @Test
        void aWaitingWriterGoesBeforeNewReadersAndComesWhenTheOldOnesHaveLeft() {
            List<HeldLock> readers = List.of(
                    lock.tryShared().orElseThrow(), elsewhere.tryShared().orElseThrow());
            CompletableFuture<HeldLock> writer = later(() -> lock.exclusive(LONG));
            await().until(() -> !server.isFree(name));

            assertThat(elsewhere.tryShared()).isEmpty();
            CompletableFuture<HeldLock> newReader = later(() -> elsewhere.shared(LONG));
            await().until(() -> server.waiters(name) == 1);
            readers.get(0).close();
            assertThat(writer).isNotDone();
            readers.get(1).close();
            writer.join().ensureHeld();
            assertThat(newReader).isNotDone();
            writer.join().close();
            assertThat(newReader.join().lost()).isEmpty();
        }

        @Test
        void aReaderThatDiesIsNotWaitedFor() {
            HeldLock reader = lock.tryShared().orElseThrow();
            CompletableFuture<HeldLock> writer = later(() -> elsewhere.exclusive(LONG));
            await().until(() -> server.waiters(reader.name()) == 1);

            TestFleet.kill(server.config(), reader.session());

            writer.join().ensureHeld();
            assertThatThrownBy(reader::close).isInstanceOf(LockLostException.class);
        }

        @Test
        void aWriterThatGivesUpLeavesNothingBehind() {
            HeldLock reader = lock.tryShared().orElseThrow();

            assertThatThrownBy(() -> elsewhere.exclusive(WaitLimit.ofMillis(50)))
                    .isInstanceOf(LockNotAcquiredException.class)
                    .hasMessageContaining("lock %s not acquired on the server: waited 50 ms, held by session %d"
                            .formatted(name, reader.session()));

            assertThat(server.isFree(name)).isTrue();
            assertThat(elsewhere.tryShared()).isPresent();
        }

        @Test
        void aWriterThatLosesTheLockWhileItWaitsDoesNotGetIt() {
            HeldLock reader = lock.tryShared().orElseThrow();
            CompletableFuture<HeldLock> writer = later(() -> elsewhere.exclusive(LONG));
            await().until(() -> server.waiters(reader.name()) == 1);

            TestFleet.kill(server.config(), locks.holderOf(name).orElseThrow().session());
            await().until(() -> server.isFree(name));
            reader.close();

            assertThat(writer.handle((held, failure) -> failure).join()).hasCauseInstanceOf(LockLostException.class);
        }

        @Test
        void aReaderThatGivesUpSaysWhoWrites() {
            HeldLock writer = lock.tryExclusive().orElseThrow();

            assertThatThrownBy(() -> elsewhere.shared(WaitLimit.ofMillis(50)))
                    .isInstanceOf(LockNotAcquiredException.class)
                    .hasMessageContaining("lock %s not acquired on the server: waited 50 ms, held by session %d"
                            .formatted(name, writer.session()));
        }
    }

    @Test
    void noReaderMeetsAWriterAndNoWriterAnother() {
        AtomicInteger readers = new AtomicInteger();
        AtomicInteger writers = new AtomicInteger();
        AtomicInteger mostReaders = new AtomicInteger();
        Queue<String> met = new ConcurrentLinkedQueue<>();
        Crowd crowd = Crowd.of(8, i -> {
            SharedExclusiveLock asked = i % 2 == 0 ? lock : elsewhere;
            for (int round = 0; round < 40; round++) {
                boolean tries = round % 3 == 0;
                if ((i + round) % 4 == 0) {
                    use(tries ? asked.tryExclusive() : Optional.of(asked.exclusive(LONG)), writers, () -> {
                        if (writers.get() != 1 || readers.get() != 0) {
                            met.add("a writer met " + readers + " readers and " + writers + " writers");
                        }
                    });
                } else {
                    use(tries ? asked.tryShared() : Optional.of(asked.shared(LONG)), readers, () -> {
                        mostReaders.accumulateAndGet(readers.get(), Math::max);
                        if (writers.get() != 0) {
                            met.add("a reader met a writer");
                        }
                    });
                }
            }
        });

        crowd.awaitEnd(Duration.ofMinutes(2));

        assertThat(met).isEmpty();
        assertThat(mostReaders.get()).isGreaterThan(1);
        assertThat(lock.readers()).isZero();
    }

    /** A round trip long. */
    private static void use(Optional<HeldLock> taken, AtomicInteger inside, Runnable look) {
        taken.ifPresent(held -> {
            try (held) {
                inside.incrementAndGet();
                look.run();
                held.ensureHeld();
                look.run();
                inside.decrementAndGet();
            }
        });
    }
}
