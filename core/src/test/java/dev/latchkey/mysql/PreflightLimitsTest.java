package dev.latchkey.mysql;

import static dev.latchkey.mysql.SaidFacts.SERVER;
import static dev.latchkey.mysql.SaidFacts.mariaDb;
import static dev.latchkey.mysql.SaidFacts.mysql;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a server has room and patience for a program. */
class PreflightLimitsTest {

    private static final ServerConfig CONFIG = ServerConfig.of("jdbc:mysql://db1/shop", "app", "secret");

    /** With a lease of 60 s, and so a heartbeat every 20 s. */
    private static final ServerConfig ONE_MINUTE = CONFIG.withLease(Duration.ofSeconds(60));

    @Test
    void theDefaultsFitADefaultServer() {
        assertThat(mysql().troubles(CONFIG)).isEmpty();
        assertThat(mariaDb().troubles(CONFIG)).isEmpty();
    }

    @Nested
    class Sessions {

        private final int most = Pools.most(CONFIG);

        @Test
        void thatCannotAllBeHadAreRefused() {
            assertThat(mysql().with("max_connections", "" + (most - 1)).troubles(CONFIG))
                    .containsExactly(Finding.refuse(
                            SERVER,
                            "sessions",
                            "both pools of one program take up to %d sessions, max_connections is %d"
                                    .formatted(most, most - 1),
                            "raise it, or lower the pool size"));
        }

        @Test
        void thatTheAccountMayNotHaveAreRefused() {
            assertThat(mysql().inASession("max_user_connections", "" + (most - 1))
                            .troubles(CONFIG))
                    .containsExactly(Finding.refuse(
                            SERVER,
                            "sessions",
                            "both pools of one program take up to %d sessions, max_user_connections of the account is %d"
                                    .formatted(most, most - 1),
                            "raise it, or lower the pool size"));
            assertThat(mysql().inASession("max_user_connections", "0").troubles(CONFIG))
                    .as("0 is no limit")
                    .isEmpty();
        }

        @Test
        void thatLeaveNoRoomForASecondProgramGetAWarning() {
            assertThat(mysql().with("max_connections", "" + (2 * most - 1)).troubles(CONFIG))
                    .containsExactly(Finding.warn(
                            SERVER,
                            "sessions",
                            "both pools of one program take up to %d sessions, more than half of max_connections, %d"
                                    .formatted(most, 2 * most - 1),
                            "raise it, or lower the pool size"));
            assertThat(mysql().with("max_connections", "" + 2 * most).troubles(CONFIG))
                    .isEmpty();
        }
    }

    @Nested
    class TheLease {

        @Test
        void thatASessionIsLeftWithIsFine() {
            assertThat(mysql().inASession("wait_timeout", "60").troubles(ONE_MINUTE))
                    .isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "28800, a holder that vanished would keep its lock for so long",
            "10,    a heartbeat every 20 s may come too late"
        })
        void thatASessionIsNotLeftWithIsRefused(String left, String why) {
            assertThat(mysql().inASession("wait_timeout", left).troubles(ONE_MINUTE))
                    .containsExactly(Finding.refuse(
                            SERVER,
                            "lease",
                            "a session that sets wait_timeout to the lease, 60 s, is left with %s s: %s"
                                    .formatted(left, why),
                            "look for a proxy in between, and give the URL of the server itself"));
        }
    }

    @Nested
    class TimeOuts {

        @ParameterizedTest
        @CsvSource({
            "idle_transaction_timeout,          10,        10 s,  ends a transaction that is silent for so long",
            "idle_write_transaction_timeout,    59,        59 s,  ends a writing transaction that is silent for so long",
            "idle_readonly_transaction_timeout, 1,         1 s,   ends a reading transaction that is silent for so long",
            "max_statement_time,                0.500000,  500 ms, ends a statement that waits or works for so long",
            "max_execution_time,                2000,      2 s,   ends a SELECT that runs for so long",
        })
        void shorterThanTheLeaseGetAWarning(String variable, String value, String time, String effect) {
            assertThat(mysql().with(variable, value).troubles(ONE_MINUTE))
                    .containsExactly(Finding.warn(
                            SERVER,
                            "time-outs",
                            "%s is %s and %s, which is less than the lease of 60 s".formatted(variable, time, effect),
                            "set it to 0 or to the lease, for this account's sessions at least"));
        }

        @ParameterizedTest
        @CsvSource({
            "idle_transaction_timeout, 0",
            "idle_transaction_timeout, 60",
            "max_statement_time,       60.0",
            "max_execution_time,       60000"
        })
        void thatAreOffOrAsLongAsTheLeaseAreFine(String variable, String value) {
            assertThat(mysql().with(variable, value).troubles(ONE_MINUTE)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "30"})
        void ofIdleSessionsBeforeThePoolsKeepaliveGetAWarning(String seconds) {
            assertThat(mysql().with("wait_timeout", seconds).troubles(ONE_MINUTE))
                    .containsExactly(Finding.warn(
                            SERVER,
                            "time-outs",
                            "wait_timeout is %s s, so that idle sessions for short statements die before the pool's keepalive of 30 s, and each next one pays a login"
                                    .formatted(seconds),
                            "SET GLOBAL wait_timeout = 60 or more; sessions that hold locks set their own"));
        }
    }

    @Nested
    class ThePerformanceSchema {

        private static final String OFF =
                "performance_schema is off: locks work, but waiters and the programs of holders can't be shown";
        private static final String FIX = "set performance_schema = ON in the server's option file, and restart it";

        @Test
        void switchedOffOnMySqlGetsAWarning() {
            assertThat(mysql().with("performance_schema", "OFF").troubles())
                    .containsExactly(Finding.warn(SERVER, "performance schema", OFF, FIX));
        }

        @Test
        void offAsItIsByDefaultOnMariaDbIsFineAndSaysWhatIsMissing() {
            assertThat(Preflight.check(
                            mariaDb().with("performance_schema", "OFF").facts()))
                    .contains(Finding.fine(SERVER, "performance schema", OFF, FIX));
        }
    }
}
