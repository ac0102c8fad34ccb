package dev.latchkey.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "1213, 40001, true",
        "1206, HY000, true",
        "1020, HY000, true",
        "1205, HY000, false",
        "1205, 40001, true",
        "3572, HY000, false",
        "1062, 23000, false",
        "1317, 70100, false",
        "0,    08S01, true",
        "0,    08003, true",
        "4031, 08S01, true",
        "0,         , false",
    })
    void someErrorsEndTheTransaction(int code, String state, boolean ends) {
        assertThat(ServerErrors.transactionIsGone(new SQLException("x", state, code), false))
                .isEqualTo(ends);
    }

    @Test
    void aLockWaitTimeoutDoesWhereTheServerIsSoSet() {
        assertThat(ServerErrors.transactionIsGone(new SQLException("x", "HY000", 1205), true))
                .isTrue();
        assertThat(ServerErrors.transactionIsGone(new SQLException("x", "HY000", 1062), true))
                .isFalse();
    }

    @Test
    void anErrorOfTheConnectionEndsTheSession() {
        assertThat(ServerErrors.sessionIsGone(new SQLException("x", "08S01", 0)))
                .isTrue();
        assertThat(ServerErrors.sessionIsGone(new SQLException("x", "40001", 1213)))
                .isFalse();
        assertThat(ServerErrors.sessionIsGone(new SQLException("x"))).isFalse();
    }
}
