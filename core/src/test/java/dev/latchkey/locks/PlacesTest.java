package dev.latchkey.locks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {

    private final List<String> woken = new ArrayList<>();

    private Places.Place place(Places places, String name) {
        return places.newPlace(() -> woken.add(name));
    }

    private Places.Place place(Places places) {
        return place(places, "");
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 1", "10, 5", "1000, 500"})
    void halfOfThePoolMayWait(int poolSize, int places) {
        Places free = new Places(poolSize);
        assertThat(IntStream.range(0, places).allMatch(i -> place(free).tryTake()))
                .isTrue();
        assertThat(place(free).tryTake()).isFalse();
    }

    @Test
    void aPlaceThatIsGivenBackCanBeTakenAgain() {
        Places places = new Places(2);
        Places.Place place = place(places);
        assertThat(place.tryTake()).isTrue();
        assertThat(place.giveBack()).isFalse();
        assertThat(place.isTaken()).isFalse();
        assertThat(place.tryTake()).isTrue();
        assertThat(place(places).tryTake()).isFalse();
    }

    @Test
    void aPlaceIsGivenBackOnceHoweverOftenThatIsSaid() {
        Places places = new Places(2);
        Places.Place place = place(places);
        place.leave();
        assertThat(place.tryTake()).isTrue();
        place.leave();
        place.leave();
        assertThat(place(places).tryTake()).isTrue();
        assertThat(place(places).tryTake()).isFalse();
    }

    @Test
    void whoWantsOneIsHandedItInTurn() {
        Places places = new Places(2);
        Places.Place first = place(places, "first");
        Places.Place second = place(places, "second");
        Places.Place third = place(places, "third");
        assertThat(first.tryTake()).isTrue();
        second.want();
        third.want();
        second.want();
        assertThat(first.giveBack()).isTrue();
        assertThat(woken).containsExactly("second");
        assertThat(first.tryTake()).as("it has gone to the second").isFalse();
        assertThat(second.tryTake()).isTrue();
        first.want();
        assertThat(second.giveBack()).isTrue();
        assertThat(third.isTaken()).isTrue();
        third.leave();
        assertThat(woken).containsExactly("second", "third", "first");
    }

    @Test
    void whoWantsOneThatHasBecomeFreeIsWokenAtOnce() {
        Places places = new Places(2);
        Places.Place late = place(places, "late");
        late.want();
        assertThat(woken).containsExactly("late");
        assertThat(late.isTaken()).isTrue();
        assertThat(place(places).tryTake()).isFalse();
    }

    @Test
    void whoHasLeftIsHandedNone() {
        Places places = new Places(2);
        Places.Place first = place(places);
        Places.Place second = place(places, "second");
        assertThat(first.tryTake()).isTrue();
        second.want();
        second.leave();
        assertThat(first.giveBack()).isFalse();
        assertThat(woken).isEmpty();
        assertThat(place(places).tryTake()).isTrue();
    }
}
