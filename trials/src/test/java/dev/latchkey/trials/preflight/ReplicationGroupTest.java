package dev.latchkey.trials.preflight;

import static dev.latchkey.trials.support.TestFleet.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.Finding;
import dev.latchkey.mysql.Finding.Severity;
import dev.latchkey.mysql.Preflight;
import dev.latchkey.mysql.ServerFacts;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.sharding.FleetPreflight;
import dev.latchkey.trials.support.Node;
import dev.latchkey.trials.support.ReplicationGroup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members of replication groups, and one that was left behind. */
final class ReplicationGroupTest {

    private final List<ReplicationGroup> started = new ArrayList<>();

    private ReplicationGroup start(int members) {
        ReplicationGroup group = ReplicationGroup.of(members);
        started.add(group);
        return group;
    }

    @AfterEach
    void close() {
        started.forEach(ReplicationGroup::close);
    }

    private static Finding finding(Node node, String check) {
        return Preflight.check(ServerFacts.ask(node.in("shop"))).stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void itsPrimaryCarriesAFleetAndTheOthersDoNot() {
        ReplicationGroup group = start(2);
        FleetConfig fleet = FleetConfig.of(List.of(group.primary().in("shop")));
        Migrations.migrate(fleet);

        assertThat(FleetPreflight.look(fleet)).extracting(Finding::severity).containsOnly(Severity.FINE);
        Fleet.open(fleet).close();
        assertThat(finding(group.primary(), "replication group").found()).isEqualTo("in one with a single primary");
        assertThat(finding(group.standby(), "read-only").severity()).isEqualTo(Severity.REFUSE);
    }

    /** It takes writes, as any server does that knows nothing of a group. */
    @Test
    void aPrimaryThatComesBackAfterItsDeathIsRefusedAndGrantsNothingToAFleetThatWasOpen() {
        Node primary = start(1).primary();
        FleetConfig config = FleetConfig.of(List.of(primary.in("shop")));
        Migrations.migrate(config);
        try (Fleet fleet = Fleet.open(config)) {
            fleet.tryAcquire(newKey()).orElseThrow().close();
            primary.server().kill();
            primary.server().start();

            assertThat(primary.ask("SELECT @@super_read_only")).isEqualTo("0");
            assertThatThrownBy(() -> fleet.tryAcquire(newKey()))
                    .isInstanceOf(ServerUnavailableException.class)
                    .hasMessageContaining("it is OFFLINE in its replication group, which may have another primary");
        }
        Finding left = Finding.refuse(
                primary.in("shop").url().toString(),
                "replication group",
                "it is set up for a replication group in which it is OFFLINE: the group may have another primary",
                "give the URL of the group's primary, or START GROUP_REPLICATION there");
        assertThat(finding(primary, "replication group")).isEqualTo(left);
        assertThatThrownBy(() -> Fleet.open(config).close())
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessage(left.text());
    }
}
