package dev.latchkey.trials.servers;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for a condition, with a bound. */
final class Until {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private Until() {}

    static boolean holds(BooleanSupplier condition) {
        try {
            await().atMost(BOUND).pollInterval(Duration.ofMillis(10)).until(condition::getAsBoolean);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
