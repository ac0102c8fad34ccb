package dev.latchkey.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.mysql.Finding.Severity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreflightTest {

    private static final String FINE = "9.7.4";

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
        void thatAreSupportedGiveNoFinding(String version) {
            assertThat(check(version, Map.of())).isEmpty();
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
            assertThat(check(version, Map.of()))
                    .containsExactly(
                            refused("it is version %s, too old for what the locks stand on; upgrade to %s or later"
                                    .formatted(version, oldest)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"8.0.11-TiDB-v7.5.0", "8.0.30-Vitess"})
        void ofSystemsThatOnlySpeakTheProtocolAreRefused(String version) {
            assertThat(check(version, Map.of()))
                    .containsExactly(refused("it is " + version
                            + ", whose named locks are no sessions of one server; use MySQL or MariaDB"));
        }

        @Test
        void areAlsoReadFromTheComment() {
            assertThat(check("8.0.30", Map.of("version_comment", "vitess.io")))
                    .containsExactly(refused(
                            "it is 8.0.30, whose named locks are no sessions of one server; use MySQL or MariaDB"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "main", "8.0"})
        void thatCannotBeReadAreRefused(String version) {
            assertThat(check(version, Map.of()))
                    .containsExactly(refused("its version '" + version
                            + "' can't be read; use MySQL 5.7.5 or later, or MariaDB 10.6 or later"));
        }
    }

    @Nested
    class Settings {

        @ParameterizedTest
        @CsvSource({"read_only, ON", "read_only, 1", "super_read_only, ON", "innodb_read_only, on"})
        void aReadOnlyServerIsRefused(String variable, String value) {
            assertThat(check(FINE, Map.of(variable, value)))
                    .containsExactly(
                            refused(
                                    "it is read-only, and would grant locks that exclude nobody who works on the primary; give the URL of the primary"));
        }

        @Test
        void aGroupOfSeveralPrimariesIsRefused() {
            Map<String, String> group = Map.of(
                    "group_replication_group_name", "8a94f357-aab4-11df-86ab-c80aa9429562",
                    "group_replication_single_primary_mode", "OFF");

            assertThat(check(FINE, group))
                    .containsExactly(
                            refused(
                                    "it is in a multi-primary replication group, where a named lock holds on one member only; switch the group to single-primary mode"));
        }

        @Test
        void aGroupOfOnePrimaryAndAPluginWithoutAGroupAreFine() {
            assertThat(check(
                            FINE,
                            Map.of(
                                    "group_replication_group_name", "8a94f357-aab4-11df-86ab-c80aa9429562",
                                    "group_replication_single_primary_mode", "ON")))
                    .isEmpty();
            assertThat(check(
                            FINE,
                            Map.of(
                                    "group_replication_group_name", "",
                                    "group_replication_single_primary_mode", "OFF")))
                    .isEmpty();
        }

        @Test
        void aGaleraNodeGetsAWarning() {
            assertThat(check("11.4.5-MariaDB", Map.of("wsrep_on", "ON")))
                    .containsExactly(
                            warned(
                                    "it is a Galera node, where a named lock holds on one node only; let all programs write to this one node"));
        }

        @Test
        void aLogOfStatementsIsRefusedWhereThereIsALog() {
            assertThat(check(FINE, Map.of("log_bin", "ON", "binlog_format", "STATEMENT")))
                    .containsExactly(
                            refused(
                                    "binlog_format is STATEMENT, with which replicas would get no receipts; SET GLOBAL binlog_format = 'ROW'"));
            assertThat(check(FINE, Map.of("log_bin", "OFF", "binlog_format", "STATEMENT")))
                    .isEmpty();
            assertThat(check(FINE, Map.of("log_bin", "ON", "binlog_format", "MIXED")))
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "2", ""})
        void commitsThatACrashOfTheServerTakesAlongGetAWarning(String value) {
            assertThat(check(FINE, Map.of("innodb_flush_log_at_trx_commit", value)))
                    .containsExactly(
                            warned(
                                    "innodb_flush_log_at_trx_commit is not 1: a crash of the server can take acknowledged commits along; set it to 1"));
        }

        @Test
        void aLogThatIsNotFlushedGetsAWarningWhereThereIsALog() {
            assertThat(check(FINE, Map.of("log_bin", "ON", "sync_binlog", "0")))
                    .containsExactly(
                            warned(
                                    "sync_binlog is not 1: a crash of the host can leave replicas with other data; set it to 1"));
            assertThat(check(FINE, Map.of("log_bin", "OFF", "sync_binlog", "0")))
                    .isEmpty();
        }
    }

    @Test
    void allFindingsComeAtOnce() {
        List<Finding> findings = check(
                "5.6.51", Map.of("read_only", "ON", "log_bin", "ON", "binlog_format", "STATEMENT", "sync_binlog", "0"));

        assertThat(findings)
                .extracting(Finding::severity)
                .containsExactly(Severity.REFUSE, Severity.REFUSE, Severity.REFUSE, Severity.WARN);
        assertThatThrownBy(() -> Preflight.require(findings))
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessage("""
                        db1/shop: it is version 5.6.51, too old for what the locks stand on; upgrade to MySQL 5.7.5 or later
                        db1/shop: it is read-only, and would grant locks that exclude nobody who works on the primary; give the URL of the primary
                        db1/shop: binlog_format is STATEMENT, with which replicas would get no receipts; SET GLOBAL binlog_format = 'ROW'""");
    }

    @Test
    void warningsStopNothing() {
        assertThatCode(() -> Preflight.require(check(FINE, Map.of("innodb_flush_log_at_trx_commit", "2"))))
                .doesNotThrowAnyException();
    }

    /** A fine server, but for what is given. */
    private static List<Finding> check(String version, Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(Map.of(
                "log_bin",
                "ON",
                "binlog_format",
                "ROW",
                "innodb_flush_log_at_trx_commit",
                "1",
                "sync_binlog",
                "1",
                "read_only",
                "OFF",
                "wsrep_on",
                "OFF"));
        all.putAll(variables);
        return Preflight.check(new ServerFacts("db1/shop", version, all));
    }

    private static Finding refused(String text) {
        return new Finding(Severity.REFUSE, "db1/shop: " + text);
    }

    private static Finding warned(String text) {
        return new Finding(Severity.WARN, "db1/shop: " + text);
    }
}
