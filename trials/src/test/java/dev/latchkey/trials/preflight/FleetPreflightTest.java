package dev.latchkey.trials.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.Finding;
import dev.latchkey.mysql.Finding.Severity;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.sharding.FleetPreflight;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.TestServers;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One call looks at all servers, and says all that is wrong at once. */
final class FleetPreflightTest {

    private static ServerConfig fresh(int i) {
        DatabaseServer server = TestServers.server(i);
        return ServerConfig.of(TestServers.freshSchema(i), server.user(), server.password());
    }

    private static FleetConfig migrated(ServerConfig... shards) {
        FleetConfig config = FleetConfig.of(List.of(shards));
        Migrations.migrate(config);
        return config;
    }

    private static FleetConfig healthyFleet() {
        FleetConfig config = FleetConfig.of(List.of(fresh(0), fresh(1))).withLedger(fresh(2));
        Migrations.migrate(config);
        return config;
    }

    private static List<Finding> refused(List<Finding> findings) {
        return findings.stream().filter(f -> f.severity() == Severity.REFUSE).toList();
    }

    @Test
    void aHealthyFleetIsFineAndEachServerPassesTheSelfTest() {
        FleetConfig config = healthyFleet();

        List<Finding> findings = FleetPreflight.look(config);

        assertThat(refused(findings)).isEmpty();
        assertThat(findings)
                .filteredOn(finding -> finding.check().equals("self-test"))
                .hasSize(3)
                .allSatisfy(
                        finding -> assertThat(finding.text())
                                .containsPattern(
                                        ": granted, denied, not released by another, freed \\d+ ms after its session was cut$"));
        assertThat(findings)
                .contains(
                        Finding.fine(config.shards().get(0).url().toString(), "schema", "that of shard s1"),
                        Finding.fine(config.ledger().orElseThrow().url().toString(), "schema", "that of a ledger"),
                        Finding.fine("the fleet", "one server twice", "each server that was opened is another"),
                        Finding.fine("the fleet", "buckets", "each has its one owner"));
    }

    @Test
    void theLookLeavesNoSessionBehind() {
        FleetConfig config = healthyFleet();

        FleetPreflight.look(config);

        for (ServerConfig server : config.shards()) {
            await().untilAsserted(() ->
                    assertThat(TestFleet.sessionsInItsSchema(server)).isZero());
        }
    }

    @Test
    void oneServerGivenTwiceIsRefused() {
        ServerConfig one = migrated(fresh(0)).shards().get(0);
        ServerConfig other = migrated(fresh(0)).shards().get(0);

        assertThat(refused(FleetPreflight.look(FleetConfig.of(List.of(one, other)))))
                .contains(Finding.refuse(
                        one.url().toString(),
                        "one server twice",
                        "it and %s are one server".formatted(other.url()),
                        "give each server once"));
    }

    @Test
    void aLedgerOnTheServerOfAShardGetsAWarning() {
        ServerConfig shard = fresh(0);
        ServerConfig ledger = fresh(0);
        FleetConfig config = FleetConfig.of(List.of(shard)).withLedger(ledger);
        Migrations.migrate(config);

        List<Finding> findings = FleetPreflight.look(config);

        assertThat(refused(findings)).isEmpty();
        assertThat(findings)
                .contains(Finding.warn(
                        shard.url().toString(),
                        "one server twice",
                        "it and %s are one server".formatted(ledger.url()),
                        "they go down together: give the ledger a server of its own"));
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        ServerConfig nobody = ServerConfig.of("jdbc:mysql://127.0.0.1:1/shop", "app", "secret");
        ServerConfig empty = fresh(0);
        ServerConfig noLedger = fresh(1);

        List<Finding> refused = refused(
                FleetPreflight.look(FleetConfig.of(List.of(nobody, empty)).withLedger(noLedger)));

        assertThat(refused).extracting(Finding::check).containsExactly("answer", "schema", "schema");
        assertThat(refused.get(0).found())
                .startsWith("logging in as app on 127.0.0.1:1/shop failed: ")
                .doesNotContain("secret");
        assertThat(refused.get(1))
                .isEqualTo(Finding.refuse(
                        empty.url().toString(),
                        "schema",
                        empty.url() + " has no schema for a shard, version 4 is needed",
                        "run `latchkey migrate`, or add its scripts to your own Flyway"));
        assertThat(refused.get(2).found())
                .isEqualTo(noLedger.url() + " has no schema for a ledger, version 1 is needed");
    }

    @Test
    void shardsOfTwoFleetsAreRefused() {
        ServerConfig one = migrated(fresh(0)).shards().get(0);
        ServerConfig other = migrated(fresh(1)).shards().get(0);

        assertThat(refused(FleetPreflight.look(FleetConfig.of(List.of(one, other)))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.server()).isEqualTo("the fleet");
                    assertThat(finding.fix()).isEqualTo("name the servers of one fleet");
                });
    }

    @Test
    void aBucketWithoutAnOwnerIsRefused() {
        FleetConfig config = migrated(fresh(0));
        TestFleet.execute(config.shards().get(0), "UPDATE latchkey_bucket SET owned = 0 WHERE bucket = 7");

        assertThat(refused(FleetPreflight.look(config)))
                .extracting(Finding::found)
                .containsExactly("1 of 1024 buckets are owned by no shard");
    }
}
