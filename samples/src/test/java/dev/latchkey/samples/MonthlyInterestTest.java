package dev.latchkey.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** The sample, as it is run by users. */
final class MonthlyInterestTest {

    @Test
    void theFirstRunReportsWhatIsNotDoneAndTheSecondDoesItAndNothingTwice() {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        MonthlyInterest.show(new PrintStream(shown, true, UTF_8));

        assertThat(shown.toString(UTF_8))
                .contains(
                        "3,999 completed, 0 already done, 1 busy, 1 failed, 0 left",
                        "interest-2026-10 of ACCOUNT_7_BALANCE",
                        "busy, held by session ",
                        "interest-2026-10 of ACCOUNT_4001_BALANCE, 1 try: java.util.NoSuchElementException: no account 4001",
                        "1 completed, 3,999 already done, 0 busy, 0 failed, 0 left",
                        "waiting_for_a_lock=0",
                        "work_id=interest-2026-10, accounts=");
    }
}
