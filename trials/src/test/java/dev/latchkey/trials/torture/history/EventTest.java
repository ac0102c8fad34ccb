package dev.latchkey.trials.torture.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.trials.torture.history.Event.Answered;
import dev.latchkey.trials.torture.history.Event.Entered;
import dev.latchkey.trials.torture.history.Event.Invoked;
import dev.latchkey.trials.torture.history.Event.Left;
import dev.latchkey.trials.torture.history.Event.Ready;
import dev.latchkey.trials.torture.history.Event.Struck;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events go from process to process as lines. */
final class EventTest {

    static Stream<Event> events() {
        return Stream.of(
                new Ready(),
                new Invoked(
                        new Invocation(
                                "w1.2-3",
                                Invocation.Kind.SEVERAL,
                                List.of("TORTURE_1_KEY", "TORTURE_2_KEY"),
                                "",
                                Duration.ofMillis(50)),
                        4),
                new Entered("w1.2-3", OptionalLong.empty(), 5),
                new Entered("w1.2-3", OptionalLong.of(7), 5),
                new Left("w1.2-3", 6),
                new Answered("w1.2-3", new Answer(Answer.Kind.LOST, "", "an error\nof two lines, 50 % of it"), 7),
                new Struck(FaultKind.DEADLOCK_SWALLOWED));
    }

    @ParameterizedTest
    @MethodSource("events")
    void aLineSaysAllOfAnEvent(Event event) {
        assertThat(Event.parse(event.line())).contains(event);
        assertThat(event.line()).doesNotContain("\n");
    }

    @ParameterizedTest
    @MethodSource("events")
    void anUnfinishedLineIsNoEvent(Event event) {
        String line = event.line();
        for (int length = 0; length < line.length(); length++) {
            assertThat(Event.parse(line.substring(0, length))).isEmpty();
        }
    }
}
