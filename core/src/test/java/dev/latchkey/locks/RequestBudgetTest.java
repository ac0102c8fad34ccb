package dev.latchkey.locks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBudgetTest {

    private static final long MILLI = Duration.ofMillis(1).toNanos();

    private final AtomicLong clock = new AtomicLong();

    @Test
    void momentsLieEvenlyApartFromNowOn() {
        RequestBudget budget = budget(100);

        assertThat(reserve(budget, 4)).containsExactly(0L, 10 * MILLI, 20 * MILLI, 30 * MILLI);
    }

    @Test
    void aQuietTimeSavesNothingUp() {
        RequestBudget budget = budget(100);
        reserve(budget, 1);
        clock.addAndGet(5_000 * MILLI);

        assertThat(reserve(budget, 3)).containsExactly(5_000 * MILLI, 5_010 * MILLI, 5_020 * MILLI);
    }

    @Test
    void whoComesALittleLateDoesNotShortenTheDistance() {
        RequestBudget budget = budget(100);
        reserve(budget, 1);
        clock.addAndGet(4 * MILLI);
        assertThat(reserve(budget, 1)).containsExactly(10 * MILLI);
        clock.addAndGet(9 * MILLI);
        assertThat(reserve(budget, 1)).containsExactly(20 * MILLI);
        clock.addAndGet(18 * MILLI);
        assertThat(reserve(budget, 2)).containsExactly(31 * MILLI, 41 * MILLI);
    }

    @Test
    void aDistanceIsRoundedUpSoThatTheCapIsKept() {
        RequestBudget budget = budget(3);

        assertThat(reserve(budget, 3)).containsExactly(0L, 333_333_334L, 666_666_668L);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, -1})
    void theClockMayBeginAnywhereAndRunOver(long begin) {
        clock.set(begin);
        RequestBudget budget = budget(1);

        assertThat(reserve(budget, 2)).containsExactly(begin, begin + 1_000 * MILLI);
        clock.addAndGet(10_000 * MILLI);
        assertThat(reserve(budget, 1)).containsExactly(begin + 10_000 * MILLI);
    }

    @Test
    void threadsThatReserveTogetherGetDifferentMoments() throws InterruptedException, ExecutionException {
        RequestBudget budget = budget(RequestBudget.MOST_PER_SECOND);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<List<Long>>> reserved = IntStream.range(0, 8)
                    .mapToObj(thread -> threads.submit(() -> reserve(budget, 2_000)))
                    .toList();
            boolean[] taken = new boolean[16_000];
            for (Future<List<Long>> slots : reserved) {
                assertThat(slots.get()).isSorted();
                slots.get().forEach(slot -> taken[(int) (slot / 1_000)] = true);
            }
            assertThat(taken).doesNotContain(false);
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1_000_001, Integer.MAX_VALUE})
    void aBudgetOfNoneOrOfMoreThanAServerAnswersIsRefused(int perSecond) {
        assertThatThrownBy(() -> budget(perSecond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(perSecond + " requests a second are not within 1 and 1000000;"
                        + " to ask less often than once a second choose longer pauses");
    }

    private RequestBudget budget(int perSecond) {
        return new RequestBudget(perSecond, clock::get);
    }

    @Test
    void noMomentIsTakenThatWouldComeTooLate() {
        RequestBudget budget = budget(100);
        assertThat(reserve(budget, 1)).containsExactly(0L);
        assertThat(budget.reserve(10 * MILLI - 1)).isEmpty();
        assertThat(budget.reserve(10 * MILLI)).hasValue(10 * MILLI);
    }

    private List<Long> reserve(RequestBudget budget, int times) {
        long latest = clock.get() + Duration.ofDays(1).toNanos();
        return LongStream.generate(() -> budget.reserve(latest).orElseThrow())
                .limit(times)
                .boxed()
                .toList();
    }
}
