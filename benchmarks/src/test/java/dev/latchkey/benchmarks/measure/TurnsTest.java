package dev.latchkey.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TurnsTest {

    private static final Effort EFFORT = new Effort(3, Duration.ofMillis(30), Duration.ZERO, 1);

    private static void spin(long nanos) {
        long now = System.nanoTime();
        for (long until = now + nanos; now < until; ) {
            now = System.nanoTime();
        }
    }

    @Test
    void whatTakesTenTimesAsLongHasASmallRatio() throws Exception {
        List<Series> series = Turns.compare(
                EFFORT,
                2,
                List.of(
                        new Contender("slow", (thread, n) -> spin(10_000_000)),
                        new Contender("fast", (thread, n) -> spin(1_000_000))));

        assertThat(series.get(0).ratioTo(series.get(1))).isLessThan(0.7);
        assertThat(series.get(0).result("spins", 2).contender()).isEqualTo("slow");
    }

    @Test
    void aContenderThatFailsIsNamed() {
        assertThatThrownBy(() -> Turns.compare(EFFORT, 1, List.of(new Contender("broken", (thread, n) -> {
                    throw new IOException("no more");
                }))))
                .hasMessage("broken failed: java.io.IOException: no more");
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetween() {
        assertThat(Series.median(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3.0);
    }
}
