package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.trials.servers.ServerSource;
import org.junit.jupiter.api.Test;

/** Demo and fault campaign on servers that they start themselves. */
class StartedServersTest {

    private static String servers() {
        String servers = System.getProperty(ServerSource.SERVERS, "embedded");
        assumeThat(servers).as("servers that can be started here").doesNotStartWith("urls:");
        return servers;
    }

    @Test
    void eachActionHasOneEffectWhateverIsKilled() {
        String servers = servers();
        CommandRun run = CommandRun.of(
                "demo", "--events", "400", "--chaos", "--seed", "5", "--format", "json", "--servers", servers);

        JsonNode report = run.json();
        assertThat(report.fieldNames())
                .toIterable()
                .containsExactly(
                        "events",
                        "actions",
                        "completed",
                        "alreadyDone",
                        "busyRetries",
                        "lost",
                        "resolved",
                        "workersKilled",
                        "sessionsKilled",
                        "serversRestarted",
                        "expectedTotal",
                        "actualTotal",
                        "doubled",
                        "missing",
                        "ledgerMissing",
                        "seconds",
                        "ok");
        assertThat(report.get("events").intValue()).isEqualTo(400);
        assertThat(report.get("actions").intValue()).isEqualTo(334);
        assertThat(report.get("completed").intValue()
                        + report.get("alreadyDone").intValue())
                .isEqualTo(400);
        assertThat(report.get("lost").intValue()).as("lost runs").isPositive();
        assertThat(report.get("workersKilled").intValue()).isEqualTo(4);
        assertThat(report.get("sessionsKilled").intValue()).isGreaterThanOrEqualTo(5);
        assertThat(report.get("serversRestarted").intValue()).isEqualTo(servers.startsWith("docker:") ? 0 : 1);
        assertThat(report.get("actualTotal")).isEqualTo(report.get("expectedTotal"));
        assertThat(report.get("ok").booleanValue()).as(run.err()).isTrue();
        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains(
                        "chaos: killed worker", ", inside the work of demo-5-200-", "chaos: took the ledger away for ");
    }

    /** Short, so that not every kind of fault need come; what comes at all must do no harm. */
    @Test
    void everyRuleHoldsInAFaultCampaign() {
        CommandRun run =
                CommandRun.of("torture", "--minutes", "0.5", "--seed", "5", "--format", "json", "--servers", servers());

        JsonNode report = run.json();
        assertThat(report.fieldNames())
                .toIterable()
                .containsExactly(
                        "seconds",
                        "seed",
                        "operations",
                        "completed",
                        "alreadyDone",
                        "busy",
                        "rolledBack",
                        "lost",
                        "resolved",
                        "unknownAtEnd",
                        "faults",
                        "violations",
                        "ok");
        assertThat(report.get("violations")).as(run.err()).isEmpty();
        assertThat(report.get("ok").booleanValue()).as(run.err()).isTrue();
        assertThat(report.get("completed").intValue()).isPositive();
        assertThat(report.get("unknownAtEnd").intValue()).isZero();
        boolean eachFaultCame = report.get("faults").valueStream().allMatch(count -> count.intValue() > 0);
        assertThat(run.exitCode()).isEqualTo(eachFaultCame ? 0 : 1);
    }
}
