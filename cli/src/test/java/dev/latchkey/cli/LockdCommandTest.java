package dev.latchkey.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway as a process, and the load for it. */
@TestInstance(Lifecycle.PER_CLASS)
class LockdCommandTest {

    private static final String LISTENING = "listening on 127.0.0.1:";

    @TempDir
    private Path folder;

    private final GivenServers servers = new GivenServers();

    @BeforeAll
    void migrate() {
        assertThat(CommandRun.of(servers.with("migrate")).exitCode()).isZero();
    }

    @AfterAll
    void close() {
        servers.close();
    }

    private RunProcess start(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("lockd", "--port", "0"));
        all.addAll(List.of(options));
        return RunProcess.start(folder, servers.with(all.toArray(String[]::new)));
    }

    private static List<String> ask(int port, String requests) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write(requests.getBytes(UTF_8));
            client.shutdownOutput();
            return new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8))
                    .lines()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void answersUntilItIsToldToEnd(String signal) throws Exception {
        try (RunProcess gateway = start("--metrics-port", "0")) {
            int port = Integer.parseInt(gateway.awaitLine(LISTENING));

            assertThat(ask(port, "g LOCKD COMMAND\nsg LOCKD COMMAND\nme\n"))
                    .hasSize(3)
                    .startsWith("1 Lock Get Success: LOCKD COMMAND", "1 Shared Lock Get Success: LOCKD COMMAND");
            assertThat(gateway.err()).contains("figures for Prometheus on http://127.0.0.1:");
            gateway.signal(signal);
            assertThat(gateway.exitCode()).isZero();
            assertThat(gateway.out().lines()).hasSize(1);
        }
    }

    @Test
    void itsSwitchesAreTaken() throws Exception {
        try (RunProcess gateway = start("--no-dump", "--no-registry", "--reget=0", "--format", "json")) {
            String listening = gateway.awaitLine("{\"host\":\"127.0.0.1\",\"port\":");
            int port = Integer.parseInt(listening.replaceFirst(",.*", ""));

            assertThat(ask(port, "g LOCKD SWITCHES\ng LOCKD SWITCHES\nd\niam x\n"))
                    .containsExactly(
                            "1 Lock Get Success: LOCKD SWITCHES",
                            "0 Lock Get Failure: LOCKD SWITCHES",
                            "0 disabled",
                            "0 disabled");
        }
    }

    @Test
    void aLineThatEndsItsConnectionIsInTheLog() throws Exception {
        try (RunProcess gateway = start()) {
            int port = Integer.parseInt(gateway.awaitLine(LISTENING));

            assertThat(ask(port, "g " + "x".repeat(5000) + "\n")).isEmpty();
            assertThat(gateway.err()).contains("is disconnected: it sent a line of more than 4,096 bytes");
        }
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        try (RunProcess gateway = start()) {
            String port = gateway.awaitLine(LISTENING);
            CommandRun second = CommandRun.of(servers.with("lockd", "--port", port));

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err()).contains("can't listen on 127.0.0.1:" + port, "choose another port or address");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--reget=2, --reget 2 is not possible",
        "--port=70000, 'port 70000 refused: allowed are 0 to 65535'",
        "--max-locks=0, '--max-locks: 0 locks refused: allowed are 1 to 1000000'"
    })
    void whatIsNotPossibleIsRefused(String option, String message) {
        CommandRun run = CommandRun.of(servers.with("lockd", option));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void aLoadTakesItsLocksAndSeesThemAllFreed() throws Exception {
        try (RunProcess gateway = start()) {
            String port = gateway.awaitLine(LISTENING);
            CommandRun run = CommandRun.of(
                    "lockd-load", "--port", port, "--connections", "50", "--locks", "501", "--format", "json");

            JsonNode report = run.json();
            assertThat(run.exitCode()).isZero();
            assertThat(report.get("granted").intValue()).isEqualTo(501);
            assertThat(report.get("orphans").intValue()).isEqualTo(251);
            assertThat(report.get("sharedOrphans").intValue()).isEqualTo(250);
            assertThat(report.get("ok").booleanValue()).isTrue();
        }
    }
}
