package dev.latchkey.trials.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.trials.demo.Answer.Kind;
import dev.latchkey.trials.demo.Handout.Order;
import dev.latchkey.trials.demo.Hold.Held;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveriesTest {

    private static final int WORKERS = 3;

    private static Event event(int number) {
        return new Event("work " + number, number, BigDecimal.TEN);
    }

    private static Deliveries of(int... numbers) {
        return new Deliveries(
                IntStream.of(numbers).mapToObj(DeliveriesTest::event).toList(), WORKERS);
    }

    private static Answer answer(Handout handout, Kind kind) {
        return Answer.of(handout.delivery(), kind);
    }

    private static Optional<Event> next(Deliveries deliveries, int worker) {
        return deliveries.poll(worker).map(Handout::event);
    }

    @Nested
    class HandingOut {

        @Test
        void eachEventGoesOutInItsTurnUntilAllAreAnswered() throws InterruptedException {
            Deliveries deliveries = of(1, 2);
            Handout first = deliveries.take(0).orElseThrow();
            Handout second = deliveries.take(1).orElseThrow();

            assertThat(List.of(first.event(), second.event())).containsExactly(event(1), event(2));
            assertThat(deliveries.answer(answer(first, Kind.COMPLETED))).isTrue();
            assertThat(deliveries.awaitEnd(Duration.ZERO)).isFalse();
            assertThat(deliveries.answer(answer(second, Kind.ALREADY_DONE))).isTrue();
            assertThat(deliveries.awaitEnd(Duration.ZERO)).isTrue();
            assertThat(deliveries.take(0)).isEmpty();
        }

        @Test
        void aRepeatGoesToAnotherWorkerThanTheFirstDelivery() {
            Deliveries deliveries = of(1, 1, 2);
            deliveries.poll(0);

            assertThat(next(deliveries, 0)).contains(event(2));
            assertThat(next(deliveries, 0)).isEmpty();
            assertThat(next(deliveries, 1)).contains(event(1));
        }

        @Test
        void aSingleWorkerGetsRepeatsToo() {
            Deliveries deliveries = new Deliveries(List.of(event(1), event(1)), 1);
            deliveries.poll(0);

            assertThat(next(deliveries, 0)).contains(event(1));
        }

        @Test
        void noMoreThanAllowedAreSettledOrWithTheWorkers() {
            Deliveries deliveries = of(1, 2, 3);
            deliveries.allow(2);
            Handout first = deliveries.poll(0).orElseThrow();
            deliveries.poll(0);
            deliveries.answer(answer(first, Kind.COMPLETED));

            assertThat(next(deliveries, 0)).isEmpty();
            deliveries.allow(3);
            assertThat(next(deliveries, 0)).contains(event(3));
        }
    }

    @Nested
    class DeliveringAgain {

        @ParameterizedTest
        @EnumSource(names = {"BUSY", "LOST", "NOT_RUN", "FAILED"})
        void whatIsNotDoneIsDeliveredAgain(Kind kind) throws InterruptedException {
            Deliveries deliveries = of(1);

            assertThat(deliveries.answer(answer(deliveries.take(0).orElseThrow(), kind)))
                    .isTrue();
            assertThat(deliveries.settled()).isZero();
            assertThat(deliveries.take(1).orElseThrow().event()).isEqualTo(event(1));
        }

        @Test
        void whatAKilledWorkerHadIsDeliveredAgain() {
            Deliveries deliveries = of(1, 2, 3);
            deliveries.poll(0);
            deliveries.poll(1);
            deliveries.poll(0);
            deliveries.returnAllOf(0);

            assertThat(deliveries.inFlight()).containsExactly(event(2));
            assertThat(List.of(next(deliveries, 1), next(deliveries, 1)))
                    .containsExactlyInAnyOrder(Optional.of(event(1)), Optional.of(event(3)));
        }

        @Test
        void whatMayBePartlyDurableIsGivenUpAndNamed() throws InterruptedException {
            Deliveries deliveries = of(1);
            Handout handout = deliveries.poll(0).orElseThrow();
            deliveries.answer(new Answer(Kind.PARTLY_DURABLE, handout.delivery(), "somebody must look"));

            assertThat(deliveries.awaitEnd(Duration.ZERO)).isTrue();
            assertThat(deliveries.givenUp())
                    .containsExactly("work 1 of ACCOUNT_1_EVENTS was given up: somebody must look");
        }
    }

    @Nested
    class Holding {

        @Test
        void oneIsHeldEvenIfNothingElseMayGoOut() throws InterruptedException {
            Deliveries deliveries = of(1);
            deliveries.allow(0);
            Hold hold = deliveries.hold();
            Handout handout = deliveries.poll(2).orElseThrow();
            deliveries.answer(answer(handout, Kind.INSIDE));

            assertThat(handout.order()).isEqualTo(Order.HOLD);
            assertThat(hold.await(Duration.ZERO)).contains(new Held(handout.delivery(), event(1), 2));
        }

        @Test
        void lookingForWorkToHoldUsesUpNoDelivery() throws InterruptedException {
            Deliveries deliveries = of(1);
            Hold hold = deliveries.hold();
            Handout handout = deliveries.poll(0).orElseThrow();

            assertThat(deliveries.answer(answer(handout, Kind.ALREADY_DONE))).isFalse();
            assertThat(hold.await(Duration.ZERO)).isEmpty();
            assertThat(deliveries.settled()).isZero();
            assertThat(deliveries.take(0).orElseThrow().order()).isEqualTo(Order.RUN);
        }

        @Test
        void aWorkerThatEndsBeforeItGotThereEndsTheHold() throws InterruptedException {
            Deliveries deliveries = of(1);
            Hold hold = deliveries.hold();
            deliveries.poll(0);
            deliveries.returnAllOf(0);

            assertThat(hold.await(Duration.ZERO)).isEmpty();
        }
    }

    @Test
    void linesCarryWhateverCharactersAFieldHas() {
        Event odd = new Event("a b+c%20\n\t\u00e9 \ud83d\udd11", 7, new BigDecimal("-0.05"));
        Handout handout = new Handout(Order.HOLD, 12, odd);
        Answer answer = new Answer(Kind.LOST, 12, "two\nlines, and a blank at the end ");

        assertThat(Handout.parse(handout.line())).isEqualTo(handout);
        assertThat(Answer.parse(answer.line())).contains(answer);
    }

    @Test
    void anAnswerThatWasCutOffIsNone() {
        String line = Answer.of(12, Kind.COMPLETED).line();

        assertThat(line).isEqualTo("COMPLETED 12 ");
        assertThat(Answer.parse("COMPLETED 1")).isEmpty();
    }
}
