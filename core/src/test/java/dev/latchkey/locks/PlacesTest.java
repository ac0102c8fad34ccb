package dev.latchkey.locks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 1", "10, 5", "1000, 500"})
    void halfOfThePoolMayWait(int poolSize, int places) {
        Places free = new Places(poolSize);
        assertThat(IntStream.range(0, places).allMatch(i -> free.newPlace().tryTake()))
                .isTrue();
        assertThat(free.newPlace().tryTake()).isFalse();
    }

    @Test
    void aPlaceThatIsGivenBackCanBeTakenAgain() {
        Places places = new Places(2);
        Places.Place place = places.newPlace();
        assertThat(place.tryTake()).isTrue();
        place.giveBack();
        assertThat(place.isTaken()).isFalse();
        assertThat(place.tryTake()).isTrue();
        assertThat(places.newPlace().tryTake()).isFalse();
    }

    @Test
    void aPlaceIsGivenBackOnceHoweverOftenThatIsSaid() {
        Places places = new Places(2);
        Places.Place place = places.newPlace();
        place.giveBack();
        assertThat(place.tryTake()).isTrue();
        place.giveBack();
        place.giveBack();
        assertThat(places.newPlace().tryTake()).isTrue();
        assertThat(places.newPlace().tryTake()).isFalse();
    }

    @Test
    void whoFoundNoneIsRememberedOnce() {
        Places places = new Places(2);
        assertThat(places.areWanted()).isFalse();
        places.wanted(true);
        assertThat(places.areWanted()).isTrue();
        assertThat(places.areWanted()).isFalse();
    }

    @Test
    void whoPollsByChoiceWantsNone() {
        Places places = new Places(2);
        places.wanted(false);
        assertThat(places.areWanted()).isFalse();
        places.wanted(true);
        places.wanted(false);
        assertThat(places.areWanted()).isTrue();
    }
}
