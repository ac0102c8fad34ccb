package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class InspectionScheduleTest {

    @Test
    void itIsTheBestOfAllSchedules() {
        Random random = new Random(42);
        for (int i = 0; i < 300; i++) {
            double[] bounds = random.doubles(9, 0, 100).sorted().toArray();
            double price = random.nextDouble() * 30;
            double first = InspectionSchedule.firstCheck(price, bounds);

            assertThat(leastCost(price, bounds, first)).isCloseTo(leastCost(price, bounds, -1), within(1e-9));
        }
    }

    @Test
    void freeLooksAreTakenAtEachBoundAndExpensiveOnesAtTheEnd() {
        double[] bounds = {0, 1, 2, 3, 4};

        assertThat(InspectionSchedule.firstCheck(0, bounds)).isEqualTo(1);
        assertThat(InspectionSchedule.firstCheck(1_000, bounds)).isEqualTo(4);
    }

    /** Tries all subsets of bounds; only those whose first look is at {@code first}, unless that is negative. */
    private static double leastCost(double price, double[] bounds, double first) {
        int spans = bounds.length - 1;
        double least = Double.POSITIVE_INFINITY;
        for (int looks = 1 << (spans - 1); looks < 1 << spans; looks++) {
            if (first < 0 || bounds[1 + Integer.numberOfTrailingZeros(looks)] == first) {
                least = Math.min(least, cost(price, bounds, looks));
            }
        }
        return least;
    }

    /** Bit i of {@code looks} is a look at bound i + 1; the end comes in the middle of each span once. */
    private static double cost(double price, double[] bounds, int looks) {
        double cost = 0;
        for (int span = 0; span < bounds.length - 1; span++) {
            int looked = Integer.bitCount(looks & ((1 << span) - 1));
            double next = bounds[1 + span + Integer.numberOfTrailingZeros(looks >>> span)];
            cost += price * (looked + 1) + next - (bounds[span] + bounds[span + 1]) / 2;
        }
        return cost;
    }
}
