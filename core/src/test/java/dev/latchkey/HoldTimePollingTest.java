package dev.latchkey;

import static dev.latchkey.PollingSimulation.BIMODAL;
import static dev.latchkey.PollingSimulation.EXPONENTIAL;
import static dev.latchkey.PollingSimulation.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.latchkey.Polling.Seen;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldTimePollingTest {

    private static final Duration DEFAULT_PRICE = HoldTimePolling.DEFAULT_PRICE;

    @Nested
    class OnSimulatedHolds {

        @Test
        void theSimulationMeasuresWhatWasMeasuredBefore() {
            assertMean(Polling.exponential(millis(100), millis(400)), 1.96, 113.6);
            assertMean(Polling.every(millis(100)), 2.41, 50.1);
            assertMean(Polling.every(millis(50)), 4.32, 25.0);
            assertMean(Polling.every(millis(30)), 6.86, 15.0);
        }

        private void assertMean(Polling polling, double requests, double idle) {
            PollingSimulation found = PollingSimulation.of(polling, NORMAL, HoldTimes.UNKNOWN);
            assertThat(found.requests()).as("requests %s", polling).isCloseTo(requests, within(0.06));
            assertThat(found.idle()).as("idle %s", polling).isCloseTo(idle, within(2.0));
        }

        @Test
        void theDefaultAsksLessThanAFixedPauseAndTheLockIsFreeForLess() {
            PollingSimulation found = follow(NORMAL, DEFAULT_PRICE);

            assertThat(found.requests()).isLessThan(2.4);
            assertThat(found.idle()).isLessThan(40);
        }

        @Test
        void eachPriceCostsWhatTheBestScheduleForTheKnownDistributionCosts() {
            assertThat(cost(NORMAL, 10)).isLessThan(1.03 * (2.76 * 10 + 25.1));
            assertThat(cost(NORMAL, 20)).isLessThan(1.03 * (2.33 * 20 + 30.3));
        }

        private double cost(ToDoubleFunction<Random> holds, int price) {
            PollingSimulation found = follow(holds, millis(price));
            return found.requests() * price + found.idle();
        }

        @ParameterizedTest
        @ValueSource(ints = {5, 10, 20, 40, 80})
        void regularHoldsAreFollowedBetterThanByAFixedPauseWithAsManyRequests(int price) {
            PollingSimulation found = follow(NORMAL, millis(price));

            assertThat(found.idle()).isLessThan(0.75 * found.fixed(NORMAL).idle());
        }

        @ParameterizedTest
        @ValueSource(ints = {5, 10, 20, 40, 80})
        void shortOrLongHoldsAreFollowedMuchBetter(int price) {
            PollingSimulation found = follow(BIMODAL, millis(price));

            assertThat(found.idle()).isLessThan(0.3 * found.fixed(BIMODAL).idle());
        }

        @ParameterizedTest
        @ValueSource(ints = {5, 10, 20, 40, 80})
        void holdsWithoutAnyPatternAreFollowedLittleWorseThanByTheFixedPauseThatIsBestForThem(int price) {
            PollingSimulation found = follow(EXPONENTIAL, millis(price));

            assertThat(found.idle()).isLessThan(1.2 * found.fixed(EXPONENTIAL).idle());
        }

        @ParameterizedTest
        @ValueSource(ints = {10, 20, 40})
        void aDozenHoldTimesAreEnoughToBeBetterThanAFixedPause(int price) {
            HoldTimes all = PollingSimulation.learnt(NORMAL);
            HoldTimes few = new HoldTimes(IntStream.range(0, 12)
                    .mapToObj(i -> all.sorted().get(8 + 16 * i))
                    .toList());

            PollingSimulation found = PollingSimulation.of(Polling.followingHoldTimes(millis(price)), NORMAL, few);

            assertThat(found.idle()).isLessThan(found.fixed(NORMAL).idle());
        }

        private PollingSimulation follow(ToDoubleFunction<Random> holds, Duration price) {
            return PollingSimulation.of(Polling.followingHoldTimes(price), holds, PollingSimulation.learnt(holds));
        }
    }

    @Nested
    class OfOneHolder {

        private final Polling polling = Polling.followingHoldTimes();

        @Test
        void whatWasHeldAlreadyCounts() {
            HoldTimes nearly200 = holds(IntStream.rangeClosed(190, 210));

            assertThat(pause(millis(10), nearly200)).isBetween(millis(195), millis(205));
            assertThat(pause(millis(150), nearly200)).isBetween(millis(55), millis(65));
            assertThat(pause(millis(205), nearly200)).isBetween(millis(1), millis(10));
        }

        @Test
        void moreExpensiveRequestsWaitLonger() {
            HoldTimes any = holds(IntStream.rangeClosed(1, 200).map(i -> 5 * i));
            List<Duration> pauses = Stream.of(1, 10, 100, 1_000)
                    .map(price -> Polling.followingHoldTimes(millis(price)).pause(new Seen(1, millis(300), any)))
                    .toList();

            assertThat(pauses).isSorted().doesNotHaveDuplicates();
        }

        @Test
        void aHolderWithoutPredecessorIsAskedForInHalvesOfItsHold() {
            assertThat(pause(millis(0), HoldTimes.UNKNOWN)).isEqualTo(DEFAULT_PRICE);
            assertThat(pause(millis(-5), HoldTimes.UNKNOWN)).isEqualTo(DEFAULT_PRICE);
            assertThat(pause(millis(300), HoldTimes.UNKNOWN)).isEqualTo(millis(150));
            assertThat(pause(Duration.ofHours(3), HoldTimes.UNKNOWN)).isEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void soIsOneThatOutlastsAllItsPredecessors() {
            HoldTimes known = holds(IntStream.of(50, 60, 70));

            assertThat(pause(millis(70), known)).isEqualTo(millis(35));
            assertThat(pause(Duration.ofSeconds(Long.MAX_VALUE), known)).isEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void aPriceBeyondTheLongestBlindPauseIsThatPause() {
            Duration price = Duration.ofSeconds(30);

            assertThat(Polling.followingHoldTimes(price).pause(new Seen(1, Duration.ofHours(3), HoldTimes.UNKNOWN)))
                    .isEqualTo(price);
        }

        @Test
        void holdsThatWereAllTheSameAreAwaitedToTheirEnd() {
            HoldTimes same = new HoldTimes(Collections.nCopies(256, millis(200)));

            assertThat(pause(millis(10), same)).isEqualTo(millis(190));
        }

        @Test
        void oneLongHoldBeforeMakesNoEndlessPause() {
            HoldTimes one = new HoldTimes(List.of(Duration.ofSeconds(Long.MAX_VALUE)));

            assertThat(pause(millis(10), one)).isEqualTo(Duration.ofSeconds(1));
            assertThat(pause(Duration.ofSeconds(90), one)).isEqualTo(Duration.ofSeconds(90));
        }

        @Test
        void noPauseIsShorterThanAMillisecondOrLongerThanASecondAndTheHold() {
            Random random = new Random(42);
            for (int i = 0; i < 2_000; i++) {
                HoldTimes known = new HoldTimes(Stream.generate(() -> anyDuration(random))
                        .limit(random.nextInt(256))
                        .toList());
                Duration heldFor = anyDuration(random);

                Duration longest = heldFor.compareTo(Duration.ofSeconds(1)) > 0 ? heldFor : Duration.ofSeconds(1);
                assertThat(pause(heldFor, known)).isBetween(millis(1), longest.plusNanos(1_000));
            }
        }

        private Duration anyDuration(Random random) {
            return Duration.ofNanos(random.nextLong(Duration.ofDays(2).toNanos()) >> random.nextInt(40));
        }

        private Duration pause(Duration heldFor, HoldTimes known) {
            return polling.pause(new Seen(1, heldFor, known));
        }

        private static HoldTimes holds(IntStream millis) {
            return new HoldTimes(millis.mapToObj(HoldTimePollingTest::millis).toList());
        }
    }

    @Test
    void itsTextNamesThePrice() {
        assertThat(Polling.followingHoldTimes()).hasToString("following the hold times, 20 ms a request");
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
