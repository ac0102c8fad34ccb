package dev.latchkey.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.servers.ServerSource;
import java.sql.SQLException;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The sample on one server without a ledger: the least that anybody has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PayOnceTest {

    private final DatabaseServer server =
            ServerSource.fromSystemProperties().start(1).get(0);
    private final Fleet fleet = open();
    private final PayOnce payments = new PayOnce(fleet);

    private Fleet open() {
        FleetConfig config =
                FleetConfig.of(List.of(ServerConfig.of(server.url("samples"), server.user(), server.password())));
        Migrations.migrate(config);
        return Fleet.open(config);
    }

    @BeforeAll
    void createAccounts() {
        fleet.shards().get(0).server().jdbi().useHandle(handle -> {
            handle.execute("DROP TABLE IF EXISTS account");
            handle.execute("CREATE TABLE account (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL)");
            handle.execute("INSERT INTO account VALUES (123, 0), (124, 0)");
        });
    }

    @AfterAll
    void close() {
        fleet.close();
        server.close();
    }

    private long balance(long account) {
        return fleet.shards()
                .get(0)
                .server()
                .jdbi()
                .withHandle(handle -> handle.createQuery("SELECT balance FROM account WHERE id = ?")
                        .bind(0, account)
                        .mapTo(Long.class)
                        .one());
    }

    @Test
    void aPaymentIsBookedOnceHoweverOftenItIsDelivered() throws SQLException {
        assertThat(payments.pay(123, "payment-77", 10)).isEqualTo("booked, +10 on account 123");
        assertThat(payments.pay(123, "payment-77", 10)).isEqualTo("booked before, +10 on account 123");
        assertThat(balance(123)).isEqualTo(10);
    }

    @Test
    void aPaymentToNobodyIsNotBooked() {
        assertThatThrownBy(() -> payments.pay(999, "payment-78", 10))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no account 999");
    }

    @Test
    void aPaymentToABusyAccountIsToTryAgain() throws SQLException {
        try (HeldLock lock =
                fleet.tryAcquire(LockKey.parse("ACCOUNT_124_PAYMENTS")).orElseThrow()) {
            assertThat(payments.pay(124, "payment-79", 10))
                    .isEqualTo("not booked, account 124 is busy: try again later");
            lock.ensureHeld();
        }
        assertThat(balance(124)).isZero();
    }
}
