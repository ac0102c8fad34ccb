package dev.latchkey.locks;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.HoldTimes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HoldTimesByClassTest {

    private final HoldTimesByClass holdTimes = new HoldTimesByClass();

    @Test
    void anUnseenClassHasNone() {
        add("A", 10);

        assertThat(holdTimes.of("B")).isSameAs(HoldTimes.UNKNOWN);
    }

    @Test
    void eachClassHasItsOwnSorted() {
        add("A", 30);
        add("B", 5);
        add("A", 10);
        add("A", 20);

        assertThat(millis("A")).containsExactly(10L, 20L, 30L);
        assertThat(millis("B")).containsExactly(5L);
    }

    @Test
    void theFirstOnesAreSeenAtOnce() {
        for (int i = 1; i <= 8; i++) {
            add("A", i);
            assertThat(millis("A")).hasSize(i);
        }
    }

    @Test
    void holdsOfNoTimeOrLessCountAsTheShortest() {
        holdTimes.add("A", Duration.ZERO);
        holdTimes.add("A", Duration.ofMillis(-1));

        assertThat(holdTimes.of("A").sorted()).containsExactly(Duration.ofNanos(1), Duration.ofNanos(1));
    }

    @Test
    void onlyTheLatestAreKept() {
        IntStream.rangeClosed(1, 10_000).forEach(i -> add("A", i));

        assertThat(millis("A"))
                .containsExactlyElementsOf(LongStream.rangeClosed(10_001 - HoldTimeSeries.LENGTH, 10_000)
                        .boxed()
                        .toList());
    }

    @Test
    void theSortedListIsMadeAnewWhenAnEighthOfItIsNew() {
        IntStream.rangeClosed(1, HoldTimeSeries.LENGTH).forEach(i -> add("A", i));
        HoldTimes before = holdTimes.of("A");

        IntStream.rangeClosed(1, HoldTimeSeries.LENGTH / 8).forEach(i -> add("A", 5_000));
        assertThat(holdTimes.of("A")).isSameAs(before);

        add("A", 5_000);
        assertThat(millis("A")).hasSize(HoldTimeSeries.LENGTH).contains(5_000L);
    }

    @Test
    void classesBeyondTheBoundShareOneSeries() {
        IntStream.range(0, HoldTimesByClass.MOST_CLASSES).forEach(i -> add("C" + i, i + 1));
        assertThat(holdTimes.of("X")).isSameAs(HoldTimes.UNKNOWN);

        add("X", 70);
        add("Y", 80);

        assertThat(millis("X")).containsExactly(70L, 80L).isEqualTo(millis("Y")).isEqualTo(millis("Z"));
        assertThat(millis("C0")).containsExactly(1L);
        assertThat(millis("C999")).containsExactly(1_000L);
    }

    @Test
    void threadsThatAddTogetherLoseNothingAndMakeNoClassTwice() throws InterruptedException, ExecutionException {
        CyclicBarrier together = new CyclicBarrier(8);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> ends = IntStream.range(0, 8)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                        for (int i = 0; i < HoldTimeSeries.LENGTH; i++) {
                            together.await(10, SECONDS);
                            add("C" + i, 1 + thread);
                            assertThat(holdTimes.of("C" + i).sorted()).isNotEmpty();
                        }
                        return thread;
                    }))
                    .toList();
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }
        for (int i = 0; i < HoldTimeSeries.LENGTH; i++) {
            add("C" + i, 9);
            add("C" + i, 9);
            assertThat(millis("C" + i)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 9L);
        }
    }

    private void add(String lockClass, long millis) {
        holdTimes.add(lockClass, Duration.ofMillis(millis));
    }

    private List<Long> millis(String lockClass) {
        return holdTimes.of(lockClass).sorted().stream().map(Duration::toMillis).toList();
    }
}
