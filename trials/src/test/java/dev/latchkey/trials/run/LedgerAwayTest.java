package dev.latchkey.trials.run;

import static dev.latchkey.trials.support.TestFleet.leaveEffect;
import static dev.latchkey.trials.support.TestFleet.newKey;
import static dev.latchkey.trials.support.TestFleet.newWorkId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.LedgerDown;
import dev.latchkey.LedgerUnavailableException;
import dev.latchkey.LockKey;
import dev.latchkey.MarkState;
import dev.latchkey.Outcome;
import dev.latchkey.Outcome.AlreadyDone;
import dev.latchkey.Outcome.Completed;
import dev.latchkey.ResultCodec;
import dev.latchkey.WorkId;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.support.TestFleet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The ledger is away, and comes back. In schemas of its own: the reconciler of the shared fleet marks what it finds. */
final class LedgerAwayTest {

    private final TestFleet servers = TestFleet.fresh();
    private final LockKey key = newKey();
    private final WorkId workId = newWorkId();
    private final ServerConfig ledger = servers.config().ledger().orElseThrow();

    @AfterEach
    void closeTheFleet() {
        servers.close();
    }

    private Outcome<String> run(Fleet fleet, String result) throws SQLException {
        return fleet.run(key, workId, ResultCodec.string(), connection -> {
            leaveEffect(connection, workId);
            return result;
        });
    }

    private FleetConfig through(TcpProxy proxy, LedgerDown whenDown) {
        return servers.config()
                .withLedger(TestFleet.via(proxy, ledger).withBorrowTimeout(Duration.ofSeconds(3)))
                .whenLedgerIsDown(whenDown);
    }

    private long marks() {
        return TestFleet.number(ledger, "SELECT COUNT(*) FROM latchkey_ledger WHERE work_id = ?", workId.text());
    }

    private static MarkState state(Outcome<String> outcome) throws Exception {
        return ((Completed<String>) outcome).mark().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void awayARunIsRefusedBeforeTheWork() throws SQLException {
        try (TcpProxy proxy = TestFleet.proxyTo(ledger);
                Fleet fleet = Fleet.open(through(proxy, LedgerDown.REFUSE))) {
            proxy.refuse();
            assertThatThrownBy(() -> run(fleet, "never"))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .hasMessageStartingWith(workId + " of " + key + " not run: the ledger can't be asked (")
                    .hasMessageEndingWith(
                            "); bring it back, or configure LedgerDown.ASK_THE_RECEIPT to go on without it");
            assertThat(TestFleet.isFree(servers.home(key), key.text())).isTrue();
            assertThat(servers.effects(workId)).isZero();

            proxy.accept();
            await().ignoreExceptionsInstanceOf(LedgerUnavailableException.class)
                    .untilAsserted(() -> assertThat(run(fleet, "then")).isInstanceOf(Completed.class));
        }
    }

    @Test
    void awayAndSoConfiguredTheReceiptIsAskedAndTheReconcilerBringsTheMarkInLater() throws Exception {
        try (TcpProxy proxy = TestFleet.proxyTo(ledger);
                Fleet fleet = Fleet.open(through(proxy, LedgerDown.ASK_THE_RECEIPT))) {
            proxy.refuse();
            assertThat(state(run(fleet, "first"))).isEqualTo(MarkState.PENDING);
            assertThat(run(fleet, "second")).isEqualTo(new AlreadyDone<>("first"));
            assertThat(servers.effects(workId)).isEqualTo(1);
            assertThat(marks()).isZero();

            proxy.accept();
            await().ignoreExceptionsInstanceOf(JdbiException.class)
                    .until(() -> fleet.reconciler().orElseThrow().reconcile() == 1);
            assertThat(marks()).isEqualTo(1);
            assertThat(run(fleet, "third")).isEqualTo(new AlreadyDone<>("first"));
        }
    }
}
