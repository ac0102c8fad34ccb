package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollingTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aFixedPauseStaysTheSame() {
        Polling polling = Polling.every(Duration.ofMillis(70));

        assertThat(IntStream.of(1, 2, 3, Integer.MAX_VALUE).mapToObj(requests -> pause(polling, requests)))
                .containsOnly(Duration.ofMillis(70));
        assertThat(polling).hasToString("every 70 ms");
    }

    @Test
    void anExponentialPauseDoublesUpToItsBound() {
        Polling polling = Polling.exponential(Duration.ofMillis(100), SECOND);

        assertThat(IntStream.of(1, 2, 3, 4, 5, 6, 1_000_000, Integer.MAX_VALUE)
                        .mapToObj(requests -> pause(polling, requests).toMillis()))
                .containsExactly(100L, 200L, 400L, 800L, 1000L, 1000L, 1000L, 1000L);
        assertThat(polling).hasToString("from 100 ms, doubling up to 1 s");
    }

    @Test
    void itReachesTheLongestBoundFromTheShortestAndOverflowsFromNone() {
        Duration day = Duration.ofDays(1);

        assertThat(pause(Polling.exponential(Duration.ofMillis(1), day), 1_000)).isEqualTo(day);
        assertThat(pause(Polling.exponential(day, day), Integer.MAX_VALUE)).isEqualTo(day);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000999999S", "PT24H0.000000001S", "PT2562047788015215H30M7S"})
    void whatIsNoSensiblePauseIsRefused(Duration pause) {
        String rest = " " + pause
                + " is not within 1 ms and 24 h; to be let in at once wait in the server's queue, without polling";

        assertThatThrownBy(() -> Polling.every(pause))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("polling pause" + rest);
        assertThatThrownBy(() -> Polling.exponential(pause, SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("first polling pause" + rest);
        assertThatThrownBy(() -> Polling.exponential(SECOND, pause))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("longest polling pause" + rest);
        assertThatThrownBy(() -> Polling.followingHoldTimes(pause))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("price of a polling request" + rest);
    }

    @Test
    void aFirstPauseBeyondTheLongestIsRefused() {
        assertThatThrownBy(() -> Polling.exponential(Duration.ofSeconds(2), SECOND))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("first polling pause PT2S is longer than the longest, PT1S; give the shorter one first");
    }

    private static Duration pause(Polling polling, int requests) {
        return polling.pause(new Polling.Seen(requests, Duration.ZERO, HoldTimes.UNKNOWN));
    }
}
