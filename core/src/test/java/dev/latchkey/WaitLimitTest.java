package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitLimitTest {

    @ParameterizedTest
    @CsvSource({
        "PT0.001S,        1 ms",
        "PT0.001000001S,  2 ms",
        "PT0.0019S,       2 ms",
        "PT0.25S,         250 ms",
        "PT0.999S,        999 ms",
        "PT0.9990001S,    1 s",
        "PT2.5S,          2.5 s",
        "PT10S,           10 s",
        "PT23H59M59.9999S, 86400 s",
        "PT24H,           86400 s",
    })
    void fractionsOfAMillisecondAreRoundedUp(Duration limit, String text) {
        assertThat(WaitLimit.of(limit)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PT0S",
                "PT-0.5S",
                "PT0.000999999S",
                "PT24H0.000000001S",
                "PT-2562047788015215H-30M-8S",
                "PT2562047788015215H30M7.999999999S"
            })
    void whatServersWouldReadAsNotAtAllOrForEverIsRefused(String limit) {
        assertThatThrownBy(() -> WaitLimit.of(Duration.parse(limit)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("wait limit %s is not within 1 ms and 24 h; for no wait at all leave the limit out"
                        .formatted(limit));
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 86_400_001, Long.MAX_VALUE})
    void shorthandsHaveTheSameBounds(long number) {
        assertThatThrownBy(() -> WaitLimit.ofMillis(number)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WaitLimit.ofSeconds(number)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whateverIsAcceptedIsAWholeNumberOfMillisecondsWithinTheBoundsAndNotShorterThanAsked() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            Duration asked = Duration.ofNanos(random.nextLong(Duration.ofDays(2).toNanos()) >> random.nextInt(40));
            try {
                Duration limit = WaitLimit.of(asked).duration();
                assertThat(limit).isBetween(WaitLimit.MIN, WaitLimit.MAX).isGreaterThanOrEqualTo(asked);
                assertThat(limit.toNanos() % 1_000_000).isZero();
                assertThat(limit.minus(asked)).isLessThan(Duration.ofMillis(1));
            } catch (IllegalArgumentException refused) {
                assertThat(asked.compareTo(WaitLimit.MIN) < 0 || asked.compareTo(WaitLimit.MAX) > 0)
                        .as("refusal of %s", asked)
                        .isTrue();
            }
        }
    }

    @Test
    void whatIsLeftAfterAWhileIsAMillisecondAtLeast() {
        WaitLimit limit = WaitLimit.ofSeconds(2);

        assertThat(limit.after(Duration.ZERO)).isEqualTo(limit);
        assertThat(limit.after(Duration.ofMillis(1500))).isEqualTo(WaitLimit.ofMillis(500));
        assertThat(limit.after(Duration.ofSeconds(2))).isEqualTo(WaitLimit.ofMillis(1));
        assertThat(limit.after(Duration.ofDays(9))).isEqualTo(WaitLimit.ofMillis(1));
    }

    @Test
    void equalLimitsAreEqual() {
        assertThat(WaitLimit.ofSeconds(2))
                .isEqualTo(WaitLimit.ofMillis(2000))
                .hasSameHashCodeAs(WaitLimit.ofMillis(2000))
                .isNotEqualTo(WaitLimit.ofMillis(2001));
    }
}
