package dev.latchkey.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.benchmarks.measure.HandOvers.Tenure;
import org.junit.jupiter.api.Test;

final class HandOversTest {

    private static final long MILLI = 1_000_000;

    private final HandOvers handOvers = new HandOvers();

    private void tenure(int contender, long wanted, long granted, long released) {
        handOvers.add(new Tenure(contender, wanted * MILLI, granted * MILLI, released * MILLI));
    }

    @Test
    void aLockIsFreeFromItsReleaseToTheNextGrant() {
        tenure(0, 0, 0, 10);
        tenure(1, 2, 14, 20);

        assertThat(handOvers.idleMillis()).isBetween(3.9, 4.1);
    }

    @Test
    void butOnlyWhileSomebodyWantsIt() {
        tenure(0, 0, 0, 10);
        tenure(1, 13, 14, 20);

        assertThat(handOvers.idleMillis()).isBetween(0.9, 1.1);
    }

    @Test
    void whoeverThatIs() {
        tenure(0, 0, 0, 10);
        tenure(0, 13, 14, 20); // overtook the other, which had wanted it all the time
        tenure(1, 2, 24, 30);

        assertThat(handOvers.idleMillis()).isBetween(3.9, 4.1);
    }

    @Test
    void whoNeverHadItCountsAsOnce() {
        tenure(0, 0, 1, 2);
        tenure(0, 2, 3, 4);

        assertThat(handOvers.unfairness(2)).isEqualTo(2);
    }
}
