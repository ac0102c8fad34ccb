package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.LostLock.Evidence;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person reads of a lock that was lost: the lock, the server, the session, how long, and what to do. */
class LostLockTest {

    private static final LockName NAME = LockName.of(LockKey.parse("ACCOUNT_123_TASK"));

    private static LostLock lost(Evidence evidence, Duration held) {
        return new LostLock(NAME, "shard s1 (db1/shop)", 381, evidence, "went away", held);
    }

    private static String nextStep(Evidence evidence) {
        return switch (evidence) {
            case SERVER_SAID_SO -> "run it again, and look in the server's log for who ended that session";
            case SERVER_CANT_BE_ASKED -> "run it again once the server answers; it frees the lock within the lease";
            case HELD_TOO_LONG -> "do less under one lock, or allow a longer hold";
            case CLOSED -> "release all locks before closing, or allow the closing more time";
        };
    }

    @ParameterizedTest
    @EnumSource
    void saysAllInOneSentenceAndEndsWithTheNextStepOfItsEvidence(Evidence evidence) {
        assertThat(lost(evidence, Duration.ofSeconds(14)))
                .hasToString("lock ACCOUNT_123_TASK lost on shard s1 (db1/shop): session 381 went away, after 14 s; "
                        + nextStep(evidence));
    }

    @ParameterizedTest
    @EnumSource
    void isInItsExceptionWithTheSameWords(Evidence evidence) {
        LostLock lock = lost(evidence, Duration.ofMillis(250));
        assertThat(new LockLostException(lock, null))
                .hasMessage(lock.toString())
                .returns(lock, LockLostException::lock);
    }

    @Test
    void saysHowLongItWasHeldInTheUnitThatFits() {
        assertThat(lost(Evidence.CLOSED, Duration.ofMillis(250))).asString().contains(" went away, after 250 ms; ");
        assertThat(lost(Evidence.CLOSED, Duration.ofMillis(2500))).asString().contains(" went away, after 2.5 s; ");
    }
}
