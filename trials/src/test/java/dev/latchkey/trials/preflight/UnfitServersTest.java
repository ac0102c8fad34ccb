package dev.latchkey.trials.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.latchkey.LatchkeyException;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.mysql.Finding;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.sharding.FleetPreflight;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.servers.ServerSource;
import dev.latchkey.trials.support.TestFleet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of which nobody should expect a lock: the look says why, and start-up refuses them. */
final class UnfitServersTest {

    private static final String EMBEDDED = "embedded";

    private List<DatabaseServer> started = List.of();

    @AfterEach
    void close() {
        started.forEach(DatabaseServer::close);
    }

    private ServerConfig start(String source, String... options) {
        started = ServerSource.parse(source, null, "")
                .withOptions(List.of(options))
                .start(1);
        return config(started.get(0));
    }

    private ServerConfig startUnderTest(String... options) {
        String source = System.getProperty(ServerSource.SERVERS, EMBEDDED);
        assumeFalse(source.startsWith("urls:"), "servers given by URL can't be started with options");
        return start(source, options);
    }

    private static ServerConfig config(DatabaseServer server) {
        return ServerConfig.of(server.url("unfit"), server.user(), server.password());
    }

    @Test
    void aReadOnlyServerIsRefused() {
        ServerConfig server = startUnderTest("--read-only=1");

        assertRefused(
                server,
                Finding.refuse(
                        server.url().toString(),
                        "read-only",
                        "it is read-only, and would grant locks that exclude nobody who works on the primary",
                        "give the URL of the primary"));
    }

    @Test
    void aServerThatLogsStatementsIsRefused() {
        ServerConfig server = startUnderTest("--log-bin=binlog", "--binlog-format=STATEMENT");

        assertRefused(
                server,
                Finding.refuse(
                        server.url().toString(),
                        "binary log",
                        "binlog_format is STATEMENT, with which replicas would get no receipts",
                        "SET GLOBAL binlog_format = 'ROW'"));
    }

    @Test
    void aServerWithoutRoomForThePoolsIsRefused() {
        ServerConfig server = startUnderTest();
        TestFleet.execute(inNoDatabase(server), "SET GLOBAL max_connections = 12");

        List<Finding> findings = FleetPreflight.look(FleetConfig.of(List.of(server)));

        assertThat(refused(findings))
                .first()
                .extracting(Finding::found)
                .asString()
                .endsWith(" sessions, max_connections is 12");
    }

    private static ServerConfig inNoDatabase(ServerConfig server) {
        return ServerConfig.of(
                server.url().text().replace("/unfit", "/information_schema"), server.user(), server.password());
    }

    /** MariaDB passes for any version that it is told to. */
    @ParameterizedTest
    @ValueSource(strings = {"5.6.51", "5.5.62-log", "5.7.4-m14"})
    void aServerThatIsTooOldIsRefused(String version) {
        ServerConfig server = start(EMBEDDED, "--version=" + version);

        assertRefused(
                server,
                Finding.refuse(
                        server.url().toString(),
                        "version",
                        "it is version " + version + ", too old for what the locks stand on",
                        "upgrade to MySQL 5.7.5 or later"));
    }

    private static void assertRefused(ServerConfig server, Finding expected) {
        FleetConfig fleet = FleetConfig.of(List.of(server));

        List<Finding> refused = refused(FleetPreflight.look(fleet));
        assertThat(refused).contains(expected);
        assertThat(refused).extracting(Finding::check).containsExactly(expected.check(), "schema");
        assertThatThrownBy(() -> Fleet.open(fleet).close())
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessage(expected.text());
        assertThatThrownBy(() -> Migrations.migrate(fleet))
                .isInstanceOf(LatchkeyException.class)
                .hasMessage(expected.text());
    }

    private static List<Finding> refused(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() == Finding.Severity.REFUSE)
                .toList();
    }
}
