package dev.latchkey.trials.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.LostLock;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.trials.support.TestFleet;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Thousands of locks held from one program, on a few sessions. */
final class ManySharedLocksTest {

    private static final int MANY = 10_000;
    private static final LockOptions SHARED = LockOptions.DEFAULT.sharingASession();

    @RegisterExtension
    private final OneServer server = new OneServer();

    private final ServerLocks locks = server.locks();

    private static List<HeldLock> take(ServerLocks locks, List<LockName> names, LockOptions options, int together) {
        List<HeldLock> held = new ArrayList<>(names.size());
        for (int from = 0; from < names.size(); from += together) {
            HeldLocks some = locks.tryAcquireAll(names.subList(from, from + together), options)
                    .orElseThrow();
            held.addAll(some.locks());
        }
        return held;
    }

    private long sessionsOfTheServer() {
        return TestFleet.sessions(server.config(), session -> true);
    }

    @Test
    void tenThousandCostADozenSessionsAndLittleHeap() {
        List<LockName> names = server.newNames(MANY);
        take(locks, names.subList(0, 100), SHARED, 100).forEach(HeldLock::close);
        long sessionsBefore = sessionsOfTheServer();
        long before = usedHeap();
        List<HeldLock> held = take(locks, names, SHARED, 100);
        long bytesEach = (usedHeap() - before) / MANY;
        assertThat(held.stream().map(HeldLock::session).distinct().count()).isLessThanOrEqualTo(12);
        assertThat(sessionsOfTheServer() - sessionsBefore).isLessThanOrEqualTo(12);
        assertThat(bytesEach).isLessThan(2048);
        assertThat(List.of(names.get(0), names.get(MANY - 1))).noneMatch(server::isFree);

        held.forEach(HeldLock::close);
        assertThat(List.of(names.get(0), names.get(MANY / 2), names.get(MANY - 1)))
                .allMatch(server::isFree);
    }

    private static long usedHeap() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }

    @Test
    void theHeartbeatKeepsThousandsForSeveralLeases() {
        ServerLocks shortLease = server.locks(server.config().withLease(Duration.ofSeconds(6)));
        Queue<LostLock> lost = new ConcurrentLinkedQueue<>();
        List<HeldLock> held = take(shortLease, server.newNames(2000), SHARED.onLost(lost::add), 100);
        long start = TestFleet.number(server.config(), "SELECT UNIX_TIMESTAMP()");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> TestFleet.number(server.config(), "SELECT UNIX_TIMESTAMP()") >= start + 13);
        assertThat(lost).isEmpty();
        held.forEach(HeldLock::close);
        assertThat(lost).as("each was held to its end").isEmpty();
    }

    @Test
    void eightThreadsNeverHoldOneKeyTwice() {
        List<LockName> names = server.newNames(20);
        int[] counters = new int[names.size()];
        AtomicIntegerArray taken = new AtomicIntegerArray(names.size());
        AtomicInteger inside = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<CompletableFuture<Void>> all = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 150; i++) {
                                int key = (thread + i * 7) % names.size();
                                try (HeldLock lock = locks.acquire(names.get(key), WaitLimit.ofSeconds(60), SHARED)) {
                                    counters[key]++;
                                    taken.incrementAndGet(key);
                                }
                                inside.incrementAndGet();
                            }
                        },
                        threads))
                .toList();
        all.forEach(CompletableFuture::join);
        threads.shutdown();
        assertThat(inside).hasValue(8 * 150);
        assertThat(counters)
                .containsExactly(
                        IntStream.range(0, names.size()).map(taken::get).toArray());
    }
}
