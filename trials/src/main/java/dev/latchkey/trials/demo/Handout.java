package dev.latchkey.trials.demo;

import dev.latchkey.trials.stage.Line;
import java.math.BigDecimal;
import java.util.List;

/**
 * What the parent says to a worker about one delivery.
 *
 * @param delivery the number of the delivery
 */
record Handout(Order order, int delivery, Event event) {

    enum Order {
        /** Run the event's work, and answer. */
        RUN,
        /** The same, but say so from inside the work, after its statements, and stay there until told to go on. */
        HOLD,
        /** Go on. */
        GO_ON
    }

    String line() {
        return Line.of(order, delivery, event.account(), event.amount().toPlainString(), event.workId());
    }

    static Handout parse(String line) {
        List<String> fields = Line.fields(line);
        Event event = new Event(fields.get(4), Long.parseLong(fields.get(2)), new BigDecimal(fields.get(3)));
        return new Handout(Order.valueOf(fields.get(0)), Integer.parseInt(fields.get(1)), event);
    }
}
