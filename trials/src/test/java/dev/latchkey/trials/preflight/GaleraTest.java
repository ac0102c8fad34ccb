package dev.latchkey.trials.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.Finding;
import dev.latchkey.mysql.Finding.Severity;
import dev.latchkey.mysql.Preflight;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.mysql.ServerFacts;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.sharding.FleetPreflight;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.support.TestFleet;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MariaDB with Galera's own library, which the build doesn't bring along. */
final class GaleraTest {

    private static final Duration BOUND = Duration.ofSeconds(30);

    private GaleraNodes nodes;

    @BeforeEach
    void find() {
        Optional<Path> provider = GaleraNodes.provider();
        assumeTrue(
                provider.isPresent(),
                "no libgalera_smm.so: install galera-4, or set " + GaleraNodes.PROVIDER + " to its path");
        nodes = new GaleraNodes(provider.orElseThrow());
    }

    @AfterEach
    void close() {
        if (nodes != null) {
            nodes.close();
        }
    }

    private static ServerConfig config(DatabaseServer node) {
        return ServerConfig.of(node.url("galera"), node.user(), node.password());
    }

    private static Finding galera(ServerConfig node) {
        return Preflight.check(ServerFacts.ask(node)).stream()
                .filter(finding -> finding.check().equals("Galera"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNodeAloneCarriesAFleet() {
        ServerConfig node = config(nodes.found());
        FleetConfig fleet = FleetConfig.of(List.of(node));
        Migrations.migrate(fleet);

        List<Finding> findings = FleetPreflight.look(fleet);

        assertThat(findings).extracting(Finding::severity).doesNotContain(Severity.REFUSE);
        assertThat(findings)
                .contains(Finding.fine(
                        node.url().toString(),
                        "Galera",
                        "it is the only node of its cluster",
                        "let all programs write to this one node when others join"));
        Fleet.open(fleet).close();
    }

    @Test
    void aNodeOfAClusterGetsAWarningAndOneThatIsNotReadyIsRefused() {
        ServerConfig first = config(nodes.found());
        ServerConfig second = config(nodes.join());

        await().atMost(BOUND)
                .untilAsserted(() -> assertThat(galera(first))
                        .isEqualTo(Finding.warn(
                                first.url().toString(),
                                "Galera",
                                "it is a Galera node, one of 2, where a named lock holds on one node only",
                                "let all programs write to this one node")));
        assertThat(galera(second))
                .isEqualTo(Finding.refuse(
                        second.url().toString(),
                        "Galera",
                        "it is a Galera node that is not ready: it lost its cluster, or is still fetching the data",
                        "wait until wsrep_ready is ON, or give the URL of another node"));
    }

    /** The reason for the warning. */
    @Test
    void aNamedLockHoldsOnOneNodeOnly() throws SQLException {
        DatabaseServer first = nodes.found();
        DatabaseServer second = nodes.join();

        try (Connection holder = TestFleet.connect(onServer(first));
                Statement statement = holder.createStatement()) {
            statement.execute("SELECT GET_LOCK('GALERA', 0)");

            assertThat(TestFleet.number(onServer(first), "SELECT IS_FREE_LOCK('GALERA')"))
                    .isZero();
            assertThat(TestFleet.number(onServer(second), "SELECT GET_LOCK('GALERA', 0)"))
                    .isEqualTo(1);
        }
    }

    private static ServerConfig onServer(DatabaseServer node) {
        return ServerConfig.of(node.url("information_schema"), node.user(), node.password());
    }
}
