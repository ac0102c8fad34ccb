package dev.latchkey.mysql;

import static dev.latchkey.mysql.SaidFacts.mariaDb;
import static dev.latchkey.mysql.SaidFacts.mysql;
import static dev.latchkey.mysql.SaidFacts.refused;
import static dev.latchkey.mysql.SaidFacts.warned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.mysql.Finding.Severity;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of servers that may not write, or are not the only ones that do. */
class PreflightWritersTest {

    @Nested
    class Writers {

        /** The last is that of an Aurora reader. */
        @ParameterizedTest
        @CsvSource({"read_only, ON", "read_only, 1", "super_read_only, ON", "innodb_read_only, on"})
        void aReadOnlyServerIsRefused(String variable, String value) {
            assertThat(mysql().with(variable, value).troubles())
                    .containsExactly(refused(
                            "read-only",
                            "it is read-only, and would grant locks that exclude nobody who works on the primary",
                            "give the URL of the primary"));
        }

        @Test
        void aGroupOfSeveralPrimariesIsRefused() {
            assertThat(inAGroup("OFF").troubles()).containsExactly(severalPrimaries());
            assertThat(inAGroup("ON").status("group_replication_primaries", "3").troubles())
                    .containsExactly(severalPrimaries());
        }

        @Test
        void aGroupOfOnePrimaryAndAPluginWithoutAGroupAreFine() {
            assertThat(inAGroup("ON").status("group_replication_primaries", "1").troubles())
                    .isEmpty();
            assertThat(inAGroup("OFF").with("group_replication_group_name", "").troubles())
                    .isEmpty();
        }

        @Test
        void aMemberThatIsNotOnlineIsRefused() {
            assertThat(inAGroup("ON")
                            .status("group_replication_primaries", "0")
                            .status("group_replication_member_state", "OFFLINE")
                            .troubles())
                    .containsExactly(refused(
                            "replication group",
                            "it is set up for a replication group in which it is OFFLINE: the group may have another primary",
                            "give the URL of the group's primary, or START GROUP_REPLICATION there"));
            assertThat(inAGroup("ON")
                            .status("group_replication_member_state", "ONLINE")
                            .troubles())
                    .isEmpty();
        }

        @Test
        void aGroupWhoseNewPrimaryMayShowWhatWasTrueBeforeGetsAWarning() {
            assertThat(inAGroup("ON")
                            .with("group_replication_consistency", "EVENTUAL")
                            .troubles())
                    .containsExactly(warned(
                            "replication group",
                            "group_replication_consistency is EVENTUAL: after a failover the holder of a lock may read what was true"
                                    + " before, since a new primary grants locks before it has caught up",
                            "set it to BEFORE_ON_PRIMARY_FAILOVER on all members"));
            assertThat(inAGroup("ON")
                            .with("group_replication_consistency", "BEFORE_ON_PRIMARY_FAILOVER")
                            .troubles())
                    .isEmpty();
        }

        private static SaidFacts inAGroup(String singlePrimaryMode) {
            return mysql().with("group_replication_group_name", "8a94f357-aab4-11df-86ab-c80aa9429562")
                    .with("group_replication_single_primary_mode", singlePrimaryMode);
        }

        private static Finding severalPrimaries() {
            return refused(
                    "replication group",
                    "it is in a multi-primary replication group, where a named lock holds on one member only",
                    "switch the group to single-primary mode");
        }
    }

    @Nested
    class Galera {

        @Test
        void aNodeOfAClusterGetsAWarning() {
            assertThat(node().status("wsrep_cluster_size", "3").troubles())
                    .containsExactly(warned(
                            "Galera",
                            "it is a Galera node, one of 3, where a named lock holds on one node only",
                            "let all programs write to this one node"));
        }

        @Test
        void aNodeThatDoesNotTellTheSizeGetsOneToo() {
            assertThat(mariaDb().with("wsrep_on", "ON").troubles())
                    .containsExactly(warned(
                            "Galera",
                            "it is a Galera node, where a named lock holds on one node only",
                            "let all programs write to this one node"));
        }

        @Test
        void aNodeAloneIsFineAndSoIsAServerWithoutAProvider() {
            assertThat(node().status("wsrep_cluster_size", "1").troubles()).isEmpty();
            assertThat(mariaDb()
                            .with("wsrep_on", "ON")
                            .with("wsrep_provider", "none")
                            .troubles())
                    .isEmpty();
        }

        @Test
        void aNodeThatTakesNoStatementsIsRefused() {
            assertThat(node().status("wsrep_cluster_size", "0")
                            .status("wsrep_ready", "OFF")
                            .troubles())
                    .containsExactly(refused(
                            "Galera",
                            "it is a Galera node that is not ready: it lost its cluster, or is still fetching the data",
                            "wait until wsrep_ready is ON, or give the URL of another node"));
        }

        @Test
        void enforcingStrictModeIsRefused() {
            assertThat(strict("ENFORCING").troubles())
                    .containsExactly(
                            refused(
                                    "Galera",
                                    "pxc_strict_mode is ENFORCING, with which Percona XtraDB Cluster denies named locks",
                                    "let all programs write to this one node, and SET GLOBAL pxc_strict_mode = 'MASTER', the mode for that, on all"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"MASTER", "PERMISSIVE", "DISABLED"})
        void modesThatAllowNamedLocksAreLikeAnyCluster(String mode) {
            assertThat(strict(mode).troubles()).extracting(Finding::severity).containsExactly(Severity.WARN);
        }

        private static SaidFacts node() {
            return mariaDb()
                    .with("wsrep_on", "ON")
                    .with("wsrep_provider", "/usr/lib/galera/libgalera_smm.so")
                    .status("wsrep_ready", "ON");
        }

        private static SaidFacts strict(String mode) {
            return SaidFacts.of("8.0.36-28.1")
                    .with("wsrep_on", "ON")
                    .with("wsrep_provider", "/usr/lib/galera4/libgalera_smm.so")
                    .with("pxc_strict_mode", mode)
                    .status("wsrep_cluster_size", "3");
        }
    }
}
