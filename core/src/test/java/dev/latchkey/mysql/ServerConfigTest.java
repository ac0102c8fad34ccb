package dev.latchkey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.RefusedConfigurationException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {

    private final ServerConfig config = ServerConfig.of("jdbc:mysql://db1:3306/shop", "app", "secret");

    @Test
    void hasDefaultsAndNeverShowsItsPassword() {
        assertThat(config.poolSize()).isEqualTo(10);
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.borrowTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config).hasToString("app@db1:3306/shop, 10 sessions, lease PT1M");
    }

    @Test
    void changesOneThingAtATime() {
        assertThat(config.withPoolSize(3).limits()).isEqualTo(SessionLimits.DEFAULT.withPoolSize(3));
        assertThat(config.withPoolSize(3).withPoolSize(10)).isEqualTo(config);
        assertThat(config.withLease(Duration.ofSeconds(9)).lease()).isEqualTo(Duration.ofSeconds(9));
        assertThat(config.withLease(Duration.ofSeconds(9)).withLease(config.lease()))
                .isEqualTo(config);
        assertThat(config.withBorrowTimeout(Duration.ofSeconds(9)).limits())
                .isEqualTo(SessionLimits.DEFAULT.withBorrowTimeout(Duration.ofSeconds(9)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void aPoolSizeWithinTheBoundsIsTaken(int size) {
        assertThat(config.withPoolSize(size).poolSize()).isEqualTo(size);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 1001})
    void anotherOneIsRefused(int size) {
        assertThatThrownBy(() -> config.withPoolSize(size))
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessage("pool size " + size + " refused: allowed are 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT1H"})
    void aLeaseWithinTheBoundsIsTaken(Duration lease) {
        assertThat(config.withLease(lease).lease()).isEqualTo(lease);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.999S", "PT1.5S", "PT1H0.000000001S", "PT1H1S"})
    void anotherLeaseIsRefused(Duration lease) {
        assertThatThrownBy(() -> config.withLease(lease))
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessage("lease " + lease
                        + " refused: allowed are whole seconds from 1 s to 1 h, the unit of the server's wait_timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.25S", "PT1M"})
    void aBorrowTimeOutWithinTheBoundsIsTaken(Duration timeout) {
        assertThat(config.withBorrowTimeout(timeout).borrowTimeout()).isEqualTo(timeout);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.249S", "PT1M0.001S"})
    void anotherBorrowTimeOutIsRefused(Duration timeout) {
        assertThatThrownBy(() -> config.withBorrowTimeout(timeout))
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessage("borrow time-out " + timeout + " refused: allowed are 250 ms to 60 s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "billing.jar", "com.acme/Billing-2 @eu_1+"})
    void aNameOfTheProgramIsTaken(String name) {
        assertThat(config.withApplication(name).application()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a,b",
                "a:b",
                "a\nb",
                "é",
                "12345678901234567890123456789012345678901234567890123456789012345"
            })
    void anotherNameIsRefused(String name) {
        assertThatThrownBy(() -> config.withApplication(name))
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessage("application '%s' refused: allowed are 1 to 64 of A-Z, a-z, 0-9, blanks and ._/@+-"
                        .formatted(name));
    }

    @ParameterizedTest
    @CsvSource({
        "com.acme.Billing --password secret, com.acme.Billing",
        "/opt/billing/billing.jar secret,    billing.jar",
        "C:\\billing\\billing.jar,           billing.jar",
        "acme.module/com.acme.Billing x,     com.acme.Billing",
        "'',                                 java",
        "com.acmé.Billing,                   com.acm_.Billing"
    })
    void isNamedAfterItsMainClassOrJarWithoutArguments(String command, String name) {
        assertThat(ConnectionAttributes.program(command)).isEqualTo(name);
    }

    @Test
    void aLongMainClassIsCutWhereItTellsLeast() {
        assertThat(ConnectionAttributes.program("com.acme." + "very.".repeat(20) + "Billing"))
                .hasSize(64)
                .endsWith("very.Billing");
    }
}
