package dev.latchkey.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The sample, as it is run by users. */
final class PaymentsFromAQueueTest {

    @Test
    void eachPaymentIsBookedOnceAndWhatCannotBeEndsInThePoisonQueue() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PaymentsFromAQueue.show(new PrintStream(out, true, UTF_8));

        String shown = out.toString(UTF_8);
        assertThat(shown)
                .contains(
                        "  399 completed",
                        "   80 already done",
                        "   10 failed: no account 21",
                        "    1 in the poison queue");
        assertThat(sum(shown, "payments_booked")).isEqualTo(399);
        assertThat(sum(shown, "money")).isEqualTo(20 * 1000 + 399 * 10);
    }

    /** Over both shards. */
    private static long sum(String shown, String column) {
        return Pattern.compile(column + "=(\\d+)")
                .matcher(shown)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }
}
