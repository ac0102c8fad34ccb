package dev.latchkey.trials.demo;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventsTest {

    private static DemoPlan plan(int events, int duplicates, long seed) {
        return new DemoPlan(200, events, duplicates, 4, false, seed, Optional.empty());
    }

    @Test
    void theSameSeedMakesTheSameEventsAndAnotherSeedOthers() {
        Events events = Events.of(plan(1_000, 20, 7));

        assertThat(Events.of(plan(1_000, 20, 7))).isEqualTo(events);
        assertThat(Events.of(plan(1_000, 20, 8)).actions()).doesNotContainAnyElementsOf(events.actions());
    }

    @Test
    void aLongerRunOfTheSameSeedBeginsWithTheSameActions() {
        assertThat(Events.of(plan(2_000, 0, 7)).actions())
                .startsWith(Events.of(plan(1_000, 0, 7)).actions().toArray(Event[]::new));
    }

    @ParameterizedTest
    @CsvSource({"20000,20,16667", "400,0,400", "400,100,200", "1,20,1", "1,100,1"})
    void soManyPerCentOfTheActionsAreDeliveredTwice(int count, int duplicates, int actions) {
        Events events = Events.of(plan(count, duplicates, 7));

        assertThat(events.deliveries()).hasSize(count);
        assertThat(events.actions()).hasSize(actions).doesNotHaveDuplicates();
        assertThat(events.deliveries().stream()
                        .collect(groupingBy(Function.identity(), counting()))
                        .values())
                .hasSize(actions)
                .filteredOn(times -> times == 2)
                .hasSize(count - actions);
    }

    @Test
    void anInputKeepsItsRowsAndGetsMoreOfThemOnlyIfAskedTo(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("events.csv"), "work_id,account,amount\na,1,10\nb,2,10\na,1,10\nc,1,10\nd,1,10\n");

        Events asItIs = Events.of(new DemoPlan(200, 1, 0, 4, false, 7, Optional.of(file)));
        Events withMore = Events.of(new DemoPlan(200, 1, 50, 4, false, 7, Optional.of(file)));

        assertThat(asItIs.deliveries()).extracting(Event::workId).containsExactly("a", "b", "a", "c", "d");
        assertThat(asItIs.actions()).extracting(Event::workId).containsExactly("a", "b", "c", "d");
        assertThat(withMore.actions()).isEqualTo(asItIs.actions());
        assertThat(withMore.deliveries()).hasSize(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 1 | 0 | 1 | --accounts 0 is not possible; give a whole number from 1 to 100000",
                "1 | 0 | 0 | 1 | --events 0 is not possible; give a whole number from 1 to 1000000",
                "1 | 1 | 101 | 1 | --duplicates 101 is not possible; give a whole number from 0 to 100",
                "1 | 1 | 0 | 33 | --workers 33 is not possible; give a whole number from 1 to 32"
            })
    void aPlanBeyondTheBoundsIsRefused(int accounts, int events, int duplicates, int workers, String complaint) {
        assertThatThrownBy(() -> new DemoPlan(accounts, events, duplicates, workers, false, 7, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(complaint);
    }
}
