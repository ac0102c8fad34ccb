package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The commands on servers that run already. Each test has work ids of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class GivenServersTest {

    private final GivenServers servers = new GivenServers();

    @TempDir
    private Path folder;

    private String test;

    @BeforeAll
    void migrate() {
        assertThat(CommandRun.of(servers.with("migrate")).exitCode()).isZero();
    }

    @AfterAll
    void close() {
        servers.close();
    }

    @BeforeEach
    void name(TestInfo info) {
        test = info.getTestMethod().orElseThrow().getName();
    }

    /** Three events, one of them twice: four deliveries of three actions, 10.5 in all. */
    private Path input() throws IOException {
        return Files.writeString(
                folder.resolve("events.csv"),
                "work_id,account,amount\n%1$s 1,1,10\n%1$s 2,2,2.5\n%1$s 1,1,10\n%1$s 3,1,-2\n".formatted(test));
    }

    private CommandRun demo(Path input) {
        return CommandRun.of(servers.with("demo", "--format", "json", "--workers", "2", "--input", input.toString()));
    }

    @Test
    void theSameInputAgainIsAllDoneAlready() throws IOException {
        Path input = input();
        JsonNode first = demo(input).json();
        JsonNode second = demo(input).json();

        assertThat(first.get("events").intValue()).isEqualTo(4);
        assertThat(first.get("actions").intValue()).isEqualTo(3);
        assertThat(first.get("completed").intValue()).isEqualTo(3);
        assertThat(first.get("alreadyDone").intValue()).isEqualTo(1);
        assertThat(second.get("completed").intValue()).isZero();
        assertThat(second.get("alreadyDone").intValue()).isEqualTo(4);
        assertThat(second.get("actualTotal").decimalValue()).isEqualByComparingTo("10.5");
        assertThat(second.get("ok").booleanValue()).isTrue();
    }

    @Test
    void theTablesAreBelievedAndNotTheWorkers() throws IOException {
        Path input = input();
        demo(input);
        servers.updateShards("INSERT INTO demo_entry SELECT * FROM demo_entry WHERE work_id = '%s 2'".formatted(test));
        servers.updateShards("DELETE FROM demo_entry WHERE work_id = '%s 3'".formatted(test));

        CommandRun run = demo(input);

        assertThat(run.exitCode()).isEqualTo(1);
        JsonNode report = run.json();
        assertThat(report.get("completed").intValue()
                        + report.get("alreadyDone").intValue())
                .isEqualTo(4);
        assertThat(report.get("doubled").intValue()).isEqualTo(1);
        assertThat(report.get("missing").intValue()).isEqualTo(1);
        assertThat(report.get("expectedTotal").decimalValue()).isEqualByComparingTo("10.5");
        assertThat(report.get("actualTotal").decimalValue()).isEqualByComparingTo("15");
        assertThat(report.get("ok").booleanValue()).isFalse();
    }

    @Test
    void chaosTakesAGivenLedgerAwayAndLeavesTheServersAlone() {
        CommandRun run = CommandRun.of(servers.with("demo", "--format", "json", "--events", "100", "--chaos"));

        JsonNode report = run.json();
        assertThat(report.get("ok").booleanValue()).as(run.err()).isTrue();
        assertThat(report.get("workersKilled").intValue()).isEqualTo(4);
        assertThat(report.get("serversRestarted").intValue()).isZero();
        assertThat(run.err()).contains("chaos: took the ledger away for ");
    }

    @Test
    void anAccountThatDoesNotExistIsRefusedAndNothingIsDelivered() throws IOException {
        Path input = Files.writeString(
                folder.resolve("events.csv"),
                "work_id,account,amount\n%1$s 1,1,10\n%1$s 2,987654,10\n".formatted(test));

        CommandRun run = demo(input);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "latchkey: an account of the input does not exist: 987654; the demo makes the accounts 1 to 200, so raise"
                                + " --accounts, or insert what is missing into demo_account. Nothing was delivered");
        assertThat(servers.sumOfShards("SELECT COUNT(*) FROM demo_entry WHERE work_id LIKE '%s%%'".formatted(test)))
                .isZero();
    }

    @Test
    void reconcileBringsInTheMarksThatTheLedgerLost() throws IOException {
        demo(input());
        int lost = servers.updateLedger("DELETE FROM latchkey_ledger WHERE work_id LIKE '%s%%'".formatted(test));
        servers.updateShards("UPDATE latchkey_receipt SET marked_at = NULL WHERE work_id LIKE '%s%%'".formatted(test));

        assertThat(lost).isEqualTo(3);
        assertThat(CommandRun.of(servers.with("reconcile", "--format", "json")).out())
                .isEqualToIgnoringNewLines("{\"marked\":3}");
        assertThat(CommandRun.of(servers.with("reconcile")).out())
                .isEqualToIgnoringNewLines("0 marks brought into the ledger");
    }

    /** Two of three marks are of a server that is gone; the receipt of one of them is gone, too. */
    @Test
    void lostCommitsAreListedAndForgotten() throws IOException {
        Path input = input();
        demo(input);
        String lostOne = "WHERE work_id = '%s 2'".formatted(test);
        servers.updateLedger("UPDATE latchkey_ledger SET server = 'gone' WHERE work_id LIKE '%s%%'".formatted(test));
        servers.updateShards("DELETE FROM latchkey_receipt " + lostOne);
        servers.updateShards("DELETE FROM demo_entry " + lostOne);

        CommandRun listed = CommandRun.of(servers.with("lost-commits"));
        assertThat(listed.exitCode()).isEqualTo(1);
        assertThat(listed.out().lines().toList())
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.get(0))
                        .matches("20\\S+Z  shard s[12], server gone: %s 2 of ACCOUNT_2_EVENTS \\(run [0-9a-f]{32}\\)"
                                .formatted(test)))
                .last()
                .isEqualTo("lost commits: 1; their actions count as done, --forget lets them be done again");
        assertThat(CommandRun.of(servers.with("lost-commits", "--since", "2100-01-01T00:00:00Z"))
                        .out())
                .isEqualToIgnoringNewLines("no commit is lost");

        CommandRun forgotten = CommandRun.of(servers.with("lost-commits", "--forget", "--format", "json"));
        assertThat(forgotten.exitCode()).isZero();
        JsonNode result = forgotten.json();
        assertThat(result.get("forgotten").intValue()).isEqualTo(1);
        assertThat(result.get("more").booleanValue()).isFalse();
        assertThat(result.get("lost").findValuesAsText("workId")).containsExactly(test + " 2");
        assertThat(result.get("lost").get(0).fieldNames())
                .toIterable()
                .containsExactly("markedAt", "shard", "server", "namespace", "lockKey", "workId", "action", "runId");

        assertThat(CommandRun.of(servers.with("lost-commits")).exitCode()).isZero();
        JsonNode again = demo(input).json();
        assertThat(again.get("completed").intValue()).isEqualTo(1);
        assertThat(again.get("ok").booleanValue()).isTrue();
    }

    /** Of three actions two are old; the ledger has forgotten one of these already. */
    @Test
    void retainDeletesWhatIsOld() throws IOException {
        demo(input());
        String old = "WHERE work_id IN ('%1$s 1', '%1$s 2')".formatted(test);
        servers.updateLedger("UPDATE latchkey_ledger SET marked_at = '2001-01-01' " + old);
        servers.updateLedger("DELETE FROM latchkey_ledger WHERE work_id = '%s 1'".formatted(test));
        servers.updateShards("UPDATE latchkey_receipt SET marked_at = '2001-01-01' " + old);

        CommandRun dry = CommandRun.of(servers.with("retain", "--older-than", "3650d", "--dry-run"));
        CommandRun run = CommandRun.of(servers.with("retain", "--older-than", "3650d", "--format", "json"));
        CommandRun again = CommandRun.of(servers.with("retain", "--older-than", "3650d"));

        assertThat(dry.out())
                .matches(
                        "1 marks, 2 receipts \\(s1: [012], s2: [012]\\) and 0 items of ended lists would be deleted\\R");
        JsonNode result = run.json();
        assertThat(result.get("dryRun").booleanValue()).isFalse();
        assertThat(result.get("marks").intValue()).isEqualTo(1);
        assertThat(result.get("receipts").get("s1").intValue()
                        + result.get("receipts").get("s2").intValue())
                .isEqualTo(2);
        assertThat(again.out())
                .isEqualToIgnoringNewLines("0 marks, 0 receipts (s1: 0, s2: 0) and 0 items of ended lists deleted");
    }

    @Test
    void theLongestRunDecidesHowShortAnAgeMayBe() {
        CommandRun run = CommandRun.of(servers.with("retain", "--older-than", "1h", "--longest-run", "10m"));

        assertThat(run.exitCode()).isZero();
        assertThat(CommandRun.of(servers.with("retain", "--older-than", "1h")).err())
                .contains("an age of PT1H refused: allowed are PT1H11M");
    }

    @Test
    void theDoctorFindsAMigratedFleetFit() {
        CommandRun run = CommandRun.of(servers.with("doctor"));

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out().lines()).anyMatch(line -> line.matches("  fine    \\d+ checks"));
        assertThat(run.out().lines()).last().isEqualTo("fit: Latchkey starts on these servers");
        JsonNode result =
                CommandRun.of(servers.with("doctor", "--format", "json")).json();
        assertThat(result.get("ok").booleanValue()).isTrue();
        assertThat(result.get("findings").findValuesAsText("check")).contains("schema", "buckets");
        assertThat(CommandRun.of(servers.with("doctor", "--all")).out())
                .contains("  fine    buckets: each has its one owner");
    }

    @Test
    void migrateShowsWhoIsWhoWhateverTheOrderOfTheShards() {
        JsonNode fleet =
                CommandRun.of(servers.with("migrate", "--format", "json")).json();

        assertThat(CommandRun.of(servers.inAnotherOrderWith("migrate", "--format", "json"))
                        .json())
                .isEqualTo(fleet);
        assertThat(fleet.get("shards").findValuesAsText("name")).containsExactly("s1", "s2");
        assertThat(fleet.get("shards").findValuesAsText("buckets")).containsExactly("512", "512");
        assertThat(CommandRun.of(servers.with("migrate")).out().lines())
                .hasSize(3)
                .first()
                .asString()
                .matches("shard s1 is \\S+, with 512 buckets");
    }
}
