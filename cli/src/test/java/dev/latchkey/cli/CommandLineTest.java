package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private static final String NOBODY = "jdbc:mysql://127.0.0.1:1/shop";

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(
                        "",
                        "no command was given; one of run, demo, torture, bench, migrate, doctor, reconcile, lost-commits, retain,"
                                + " grants, ls, who, end, lockd, lockd-load is needed"),
                Arguments.of("demo --chaso", "Unknown option: '--chaso'"),
                Arguments.of("demo --events many", "Invalid value for option '--events': 'many' is not an int"),
                Arguments.of("demo --events 0", "--events 0 is not possible; give a whole number from 1 to 1000000"),
                Arguments.of(
                        "demo --events 5 --input events.csv",
                        "--events and --input exclude each other: the file says how many events there are"),
                Arguments.of(
                        "demo --servers nowhere",
                        "--servers 'nowhere' is neither 'embedded' nor a folder with bin/mysqld; servers that run already are"
                                + " named by --shard, --ledger and --user"),
                Arguments.of(
                        "demo --servers embedded --shard " + NOBODY,
                        "--servers starts servers here, --config, --shard, --ledger and --user name servers that run already; give"
                                + " one or the other"),
                Arguments.of("torture --minutes 0", "--minutes 0.0 is not possible; give a number from 0.1 to 480"),
                Arguments.of("torture --lease 60s", "--lease 60s is not possible; give whole seconds from 1s to 10s"),
                Arguments.of("torture --lease 2.5s", "--lease 2.5s is not possible; give whole seconds from 1s to 10s"),
                Arguments.of(
                        "torture --sabotage everything",
                        "--sabotage 'everything' is no premise; give one of ownership, snapshot, release-before-commit,"
                                + " swallowed-rollback, receipt, resolver"),
                Arguments.of(
                        "demo --keep --user app --shard " + NOBODY,
                        "--keep is for servers that are started here; yours stay anyway"),
                Arguments.of(
                        "doctor --config fleet.yaml --shard " + NOBODY,
                        "--config names the servers, and so do --shard, --ledger and --user; give one or the other"),
                Arguments.of(
                        "migrate --user app",
                        "no --shard was given; name each shard by --shard jdbc:mysql://HOST:PORT/DATABASE"),
                Arguments.of("migrate --shard " + NOBODY, "no --user was given; name the account on the servers"),
                Arguments.of(
                        "migrate --user app --shard jdbc:mariadb://db1/shop",
                        "URL jdbc:mariadb://db1/shop refused: Latchkey speaks through MySQL Connector/J, to MariaDB too;"
                                + " write jdbc:mysql:"),
                Arguments.of(
                        "reconcile --user app --shard " + NOBODY,
                        "no --ledger was given; without one there is nothing to reconcile"),
                Arguments.of(
                        "lost-commits --user app --shard " + NOBODY,
                        "no --ledger was given; without one no commit can be known that the shards have lost"),
                Arguments.of(
                        "lost-commits --most 0 --user app --ledger jdbc:mysql://127.0.0.1:2/ledger --shard " + NOBODY,
                        "--most 0 is not possible; give a whole number from 1 to 100000"),
                Arguments.of(
                        "retain --older-than month --user app --shard " + NOBODY,
                        "--older-than: 'month' is no duration; write a number and ms, s, m, h or d, such as 30s"),
                Arguments.of(
                        "retain --older-than 30d --user app --shard " + NOBODY,
                        "no --ledger was given; name it, or give --by-age-alone if this fleet has none and no action is"
                                + " delivered again after the age"),
                Arguments.of(
                        "retain --older-than 30d --by-age-alone --user app --ledger jdbc:mysql://127.0.0.1:2/ledger --shard "
                                + NOBODY,
                        "--by-age-alone is for fleets without a ledger, and one was given; leave one of them out"),
                Arguments.of(
                        "grants --user app'x --database shop",
                        "--user: app'x is no account; write app@'10.%', or app for any host, without quotes or backslashes in"
                                + " a name"),
                Arguments.of(
                        "grants --user app --database shop --role owner",
                        "Invalid value for option '--role': expected one of [APPLICATION, OBSERVER, OPERATOR]"
                                + " (case-insensitive) but was 'owner'"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongCommandLineIsRefusedInTwoLines(String commandLine, String complaint) {
        CommandRun run = CommandRun.of(commandLine.isEmpty() ? new String[0] : commandLine.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(2).first().isEqualTo("latchkey: " + complaint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo --format json",
                "torture --format json",
                "migrate",
                "reconcile --ledger jdbc:mysql://127.0.0.1:2/ledger",
                "lost-commits --ledger jdbc:mysql://127.0.0.1:2/ledger",
                "retain --older-than 30d --by-age-alone"
            })
    void aServerThatDoesNotAnswerIsOneClearLine(String command) {
        CommandRun run = CommandRun.of((command + " --user app --shard " + NOBODY).split(" "));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("latchkey: ")
                .contains("127.0.0.1:1/shop", "refused");
    }

    @Test
    void theDoctorFindsAServerThatDoesNotAnswer() {
        CommandRun run = CommandRun.of("doctor", "--user", "app", "--shard", NOBODY);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines()).first().asString().contains("127.0.0.1:1/shop");
        assertThat(run.out()).contains("  refused answer: ", "NOT fit: Latchkey would not start");
    }

    @Test
    void anInputThatIsWrongIsRefusedBeforeServersAreStarted(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("events.csv"), "work_id,account,amount\na,1,10\nb,two,10\n");

        CommandRun run = CommandRun.of("demo", "--input", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .containsExactly(
                        "latchkey: " + file + ", line 3: account 'two' is not a whole number of at most 18 digits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run ",
                "demo ",
                "torture ",
                "migrate ",
                "doctor ",
                "reconcile ",
                "lost-commits ",
                "retain ",
                "grants "
            })
    void helpShowsAnExampleAndTheExitCodes(String command) {
        CommandRun run = CommandRun.of((command + "--help").split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("./latchkey " + (command.isEmpty() ? "demo" : command), "Exit code");
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void grantsArePrintedAsSqlForShardsAndLedger() {
        CommandRun run =
                CommandRun.of("grants", "--user", "app@10.%", "--database", "shop", "--ledger-database", "books");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .contains(
                        "GRANT EXECUTE ON PROCEDURE `shop`.latchkey_commit TO 'app'@'10.%';",
                        "GRANT SELECT ON `books`.latchkey_schema TO 'app'@'10.%';")
                .allSatisfy(line -> assertThat(line).matches("|-- .*|GRANT .*;.*"));
        assertThat(CommandRun.of("grants", "--user", "app", "--database", "shop", "--format", "json")
                        .json()
                        .fieldNames())
                .toIterable()
                .containsExactly("shard", "ledger");
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        assertThat(CommandRun.of("--version").out()).matches("latchkey \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    }
}
