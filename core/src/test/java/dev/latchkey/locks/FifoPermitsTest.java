package dev.latchkey.locks;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FifoPermitsTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final FifoPermits permits = new FifoPermits(2);
    private final List<String> granted = new ArrayList<>();

    private FifoPermits.Request request(String who) {
        return permits.request(() -> granted.add(who));
    }

    private boolean takeAll() {
        return IntStream.range(0, 3).filter(i -> permits.tryTake()).count() == 2;
    }

    @Test
    void thereAreAsManyAsGiven() {
        assertThat(takeAll()).isTrue();
        permits.give();
        assertThat(permits.tryTake()).isTrue();
        assertThat(permits.tryTake()).isFalse();
    }

    @Test
    void aRequestIsGrantedAtOnceIfOneIsFree() {
        request("a");
        request("b");
        request("c");
        assertThat(granted).containsExactly("a", "b");
    }

    @Test
    void requestsAreGrantedInTheirOrder() {
        takeAll();
        request("a");
        request("b");
        request("c");
        assertThat(granted).isEmpty();
        permits.give();
        permits.give();
        assertThat(granted).containsExactly("a", "b");
        permits.give();
        assertThat(granted).containsExactly("a", "b", "c");
        permits.give();
        assertThat(permits.tryTake()).isTrue();
    }

    @Test
    void whoOnlyTriesDoesNotOvertake() {
        takeAll();
        request("a");
        permits.give();
        assertThat(granted).containsExactly("a");
        assertThat(permits.tryTake()).isFalse();
    }

    @Test
    void whoWithdrawsIsLeftOut() {
        takeAll();
        FifoPermits.Request first = request("a");
        request("b");
        assertThat(first.withdraw()).isTrue();
        assertThat(first.withdraw()).isFalse();
        permits.give();
        assertThat(granted).containsExactly("b");
    }

    @Test
    void aPermitThatWasGrantedCannotBeWithdrawn() {
        FifoPermits.Request request = request("a");
        assertThat(request.withdraw()).isFalse();
        assertThat(permits.tryTake()).isTrue();
        assertThat(permits.tryTake()).isFalse();
    }

    @Test
    void aThreadWaitsAsLongAsItsPatienceAndLosesNothing() throws InterruptedException {
        takeAll();
        long start = System.nanoTime();
        assertThat(permits.take(Duration.ofMillis(50))).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
        permits.give();
        assertThat(permits.take(LONG)).isTrue();
        assertThat(permits.tryTake()).isFalse();
    }

    @Test
    void aThreadGetsThePermitThatIsGivenWhileItWaits() throws Exception {
        takeAll();
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        Thread waiting = waiting(taken);
        permits.give();
        assertThat(taken.get(60, SECONDS)).isTrue();
        assertThat(permits.tryTake()).isFalse();
        waiting.join();
    }

    @Test
    void aThreadThatIsInterruptedLeavesAndLosesNothing() throws Exception {
        takeAll();
        CompletableFuture<Boolean> taken = new CompletableFuture<>();
        Thread waiting = waiting(taken);
        waiting.interrupt();
        assertThatThrownBy(() -> taken.get(60, SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        permits.give();
        permits.give();
        assertThat(takeAll()).isTrue();
        waiting.join();
    }

    private Thread waiting(CompletableFuture<Boolean> taken) {
        Thread thread = new Thread(() -> {
            try {
                taken.complete(permits.take(LONG));
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Threads with and without patience, callbacks, and callbacks that are withdrawn, all at once. */
    @Test
    void noneIsLostAndNoneIsMadeUnderLoad() throws Exception {
        AtomicInteger out = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> ends = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                        for (int i = 0; i < 2_000; i++) {
                            useOne((i + thread) % 4, out);
                        }
                        return thread;
                    }))
                    .toList();
            for (Future<?> end : ends) {
                end.get(60, SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(takeAll()).isTrue();
    }

    private void useOne(int way, AtomicInteger out) throws InterruptedException {
        switch (way) {
            case 0 -> use(permits.tryTake(), out);
            case 1 -> use(permits.take(Duration.ofNanos(50_000)), out);
            case 2 -> permits.request(() -> use(true, out));
            default -> {
                CompletableFuture<Void> used = new CompletableFuture<>();
                FifoPermits.Request request = permits.request(() -> {
                    use(true, out);
                    used.complete(null);
                });
                assertThat(request.withdraw()
                                || used.orTimeout(60, SECONDS)
                                        .handle((u, e) -> e == null)
                                        .join())
                        .isTrue();
            }
        }
    }

    private void use(boolean taken, AtomicInteger out) {
        if (taken) {
            assertThat(out.incrementAndGet()).isLessThanOrEqualTo(2);
            out.decrementAndGet();
            permits.give();
        }
    }
}
