package dev.latchkey.mysql;

import static dev.latchkey.mysql.SaidFacts.mysql;
import static dev.latchkey.mysql.SaidFacts.refused;
import static dev.latchkey.mysql.SaidFacts.warned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.mysql.Finding.Severity;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of servers whose values are known from their manuals; limits and time-outs are in {@link PreflightLimitsTest}, who may write in
 * {@link PreflightWritersTest}. */
class PreflightTest {

    @Nested
    class Versions {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "5.7.5",
                    "5.7.22",
                    "5.7.44-log",
                    "8.0.12",
                    "8.4.0",
                    "9.7.4",
                    "10.0.0",
                    "8.0.36-28",
                    "10.6.0-MariaDB",
                    "11.4.5-MariaDB-log",
                    "5.5.5-10.6.21-MariaDB-1:10.6.21+maria~ubu2204"
                })
        void thatAreSupportedAreFine(String version) {
            assertThat(SaidFacts.of(version).troubles()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "5.5.62,                MySQL 5.7.5",
            "5.6.51-log,            MySQL 5.7.5",
            "5.7.4-m14,             MySQL 5.7.5",
            "10.5.28-MariaDB,       MariaDB 10.6",
            "5.5.5-10.2.44-MariaDB, MariaDB 10.6",
        })
        void thatAreTooOldAreRefused(String version, String oldest) {
            assertThat(SaidFacts.of(version).troubles())
                    .containsExactly(refused(
                            "version",
                            "it is version " + version + ", too old for what the locks stand on",
                            "upgrade to " + oldest + " or later"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "main", "8.0"})
        void thatCannotBeReadAreRefused(String version) {
            assertThat(SaidFacts.of(version).troubles())
                    .containsExactly(refused(
                            "version",
                            "its version '" + version + "' can't be read",
                            "use MySQL 5.7.5 or later, or MariaDB 10.6 or later"));
        }
    }

    @Nested
    class OtherProducts {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "5.7.25-TiDB-v6.1.0",
                    "8.0.11-TiDB-v8.5.0",
                    "8.0.30-Vitess",
                    "5.7.9-vitess-10.0.0",
                    "8.0.34-PlanetScale"
                })
        void areKnownByTheirVersions(String version) {
            assertThat(SaidFacts.of(version).troubles()).containsExactly(noServer(version));
        }

        @ParameterizedTest
        @CsvSource({
            "version_comment, vitess.io",
            "version_comment, 'TiDB Server (Apache License 2.0) Community Edition, MySQL 8.0 compatible'",
            "tidb_txn_mode,   pessimistic",
        })
        void areKnownByTheirVariablesWhateverVersionTheyPassFor(String variable, String value) {
            assertThat(SaidFacts.of("8.0.30").with(variable, value).troubles()).containsExactly(noServer("8.0.30"));
        }

        @Test
        void areKnownByWhatTheyAnswerInPlaceOfTheServer() {
            assertThat(SaidFacts.of("8.0.30")
                            .with("version_comment", "MySQL Community Server - GPL")
                            .inASession("version_comment", "Version: 14.0.0 Vitess")
                            .troubles())
                    .containsExactly(noServer("8.0.30"));
        }

        private static Finding noServer(String version) {
            return refused(
                    "product",
                    "it is " + version + ", whose named locks are no sessions of one server",
                    "use MySQL or MariaDB");
        }
    }

    @Nested
    class Proxies {

        @Test
        void proxySqlIsKnownByItsCommentAndRefused() {
            assertThat(SaidFacts.of("8.0.36")
                            .greeting("8.0.11")
                            .with("version_comment", "MySQL Community Server - GPL")
                            .inASession("version_comment", "(ProxySQL)")
                            .troubles())
                    .containsExactly(refused(
                            "proxy",
                            "ProxySQL is in between: it ignores SET wait_timeout, the lease, keeps silent sessions alive, and its rules may send the SELECT that takes a lock to a replica",
                            "give the URL of the server itself"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "shop.proxy-abc123def456.eu-central-1.rds.amazonaws.com/shop",
                    "shop-ro.endpoint.proxy-abc123def456.us-east-2.rds.amazonaws.com:3306/shop",
                    "shop.proxy-abc123def456.rds.cn-north-1.amazonaws.com.cn/shop"
                })
        void rdsProxyIsKnownByItsEndpointAndGetsAWarning(String endpoint) {
            assertThat(SaidFacts.of("8.0.36").at(endpoint).troubles())
                    .containsExactly(Finding.warn(
                            endpoint,
                            "proxy",
                            "RDS Proxy is in between: it pins each session that takes a lock, so that nothing is shared, and a vanished holder is only seen through it",
                            "give the endpoint of the instance or of the cluster's writer"));
        }

        @Test
        void endpointsOfServersAreFine() {
            assertThat(mysql().at("shop.cluster-abc123def456.eu-central-1.rds.amazonaws.com/shop")
                            .troubles())
                    .isEmpty();
        }

        @Test
        void anyOtherIsKnownByGreetingWithItsOwnVersion() {
            assertThat(SaidFacts.of("11.4.5-MariaDB-log")
                            .greeting("8.0.30 maxscale")
                            .troubles())
                    .containsExactly(warned(
                            "proxy",
                            "it greets as version 8.0.30 maxscale and says that it is 11.4.5-MariaDB-log: a proxy seems to be in between, and may change the session",
                            "give the URL of the server itself"));
        }

        @ParameterizedTest
        @CsvSource({
            "5.5.5-10.6.21-MariaDB, 10.6.21-MariaDB-log",
            "11.4.5-MariaDB,        11.4.5-MariaDB-debug-log",
            "8.0.36-28,             8.0.36-28",
            "'',                    9.7.4"
        })
        void prefixesAndSuffixesOfAVersionMakeNoProxy(String greeting, String version) {
            assertThat(SaidFacts.of(version).greeting(greeting).troubles()).isEmpty();
        }
    }

    @Nested
    class Logs {

        @Test
        void ofStatementsAreRefusedWhereThereIsALog() {
            assertThat(mysql().with("binlog_format", "STATEMENT").troubles())
                    .containsExactly(refused(
                            "binary log",
                            "binlog_format is STATEMENT, with which replicas would get no receipts",
                            "SET GLOBAL binlog_format = 'ROW'"));
            assertThat(mysql().with("binlog_format", "STATEMENT")
                            .with("log_bin", "OFF")
                            .troubles())
                    .isEmpty();
            assertThat(mysql().with("binlog_format", "MIXED").troubles()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "2", ""})
        void thatACrashOfTheServerTakesAlongGetAWarning(String value) {
            assertThat(mysql().with("innodb_flush_log_at_trx_commit", value).troubles())
                    .containsExactly(warned(
                            "commits",
                            "innodb_flush_log_at_trx_commit is not 1: a crash of the server can take acknowledged commits along",
                            "set it to 1"));
        }

        @Test
        void thatAreNotFlushedGetAWarningWhereThereIsALog() {
            assertThat(mysql().with("sync_binlog", "0").troubles())
                    .containsExactly(warned(
                            "binary log on disk",
                            "sync_binlog is not 1: a crash of the host can leave replicas with other data",
                            "set it to 1"));
            assertThat(mysql().with("sync_binlog", "0").with("log_bin", "OFF").troubles())
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"source", "master"})
        void thatOthersSeeBeforeTheReplicaHasThemGetAWarning(String role) {
            String variable = "rpl_semi_sync_" + role + "_";
            SaidFacts facts = mysql().with(variable + "wait_point", "AFTER_COMMIT");

            assertThat(facts.with(variable + "enabled", "OFF").troubles()).isEmpty();
            assertThat(facts.with(variable + "enabled", "ON").troubles())
                    .containsExactly(warned(
                            "semi-synchronous replica",
                            variable
                                    + "wait_point is AFTER_COMMIT: others see a commit, and tell that it is done, before a replica"
                                    + " has it, and a failover can lose it",
                            "SET GLOBAL " + variable + "wait_point = 'AFTER_SYNC'"));
            assertThat(facts.with(variable + "wait_point", "AFTER_SYNC").troubles())
                    .isEmpty();
        }
    }

    @Nested
    class AllTogether {

        private final List<Finding> findings = Preflight.check(SaidFacts.of("5.6.51")
                .with("read_only", "ON")
                .with("binlog_format", "STATEMENT")
                .with("sync_binlog", "0")
                .facts());

        @Test
        void eachCheckHasItsOneFinding() {
            assertThat(findings)
                    .extracting(Finding::check)
                    .containsExactly(
                            "product",
                            "version",
                            "proxy",
                            "read-only",
                            "replication group",
                            "Galera",
                            "binary log",
                            "commits",
                            "binary log on disk",
                            "semi-synchronous replica",
                            "performance schema");
            assertThat(SaidFacts.troubles(findings))
                    .extracting(Finding::severity)
                    .containsExactly(Severity.REFUSE, Severity.REFUSE, Severity.REFUSE, Severity.WARN);
        }

        @Test
        void allThatIsFatalIsRefusedAtOnce() {
            assertThatThrownBy(() -> Preflight.require(findings))
                    .isInstanceOf(RefusedConfigurationException.class)
                    .hasMessage("""
                            db1/shop: it is version 5.6.51, too old for what the locks stand on; upgrade to MySQL 5.7.5 or later
                            db1/shop: it is read-only, and would grant locks that exclude nobody who works on the primary; give the URL of the primary
                            db1/shop: binlog_format is STATEMENT, with which replicas would get no receipts; SET GLOBAL binlog_format = 'ROW'""");
        }

        @Test
        void warningsStopNothing() {
            List<Finding> warnings = Preflight.check(
                    mysql().with("innodb_flush_log_at_trx_commit", "2").facts());

            assertThatCode(() -> Preflight.require(warnings)).doesNotThrowAnyException();
        }
    }
}
