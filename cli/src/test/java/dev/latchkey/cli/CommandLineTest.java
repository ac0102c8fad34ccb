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
                        "no command was given; one of run, demo, torture, bench, migrate, doctor, reconcile, lost-commits, ls, who, end"
                                + " is needed"),
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
                        "--most 0 is not possible; give a whole number from 1 to 100000"));
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
                "lost-commits --ledger jdbc:mysql://127.0.0.1:2/ledger"
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
    @ValueSource(strings = {"", "run ", "demo ", "torture ", "migrate ", "doctor ", "reconcile ", "lost-commits "})
    void helpShowsAnExampleAndTheExitCodes(String command) {
        CommandRun run = CommandRun.of((command + "--help").split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("./latchkey " + (command.isEmpty() ? "demo" : command), "Exit code");
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void theVersionIsThatOfTheBuild() {
        assertThat(CommandRun.of("--version").out()).matches("latchkey \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    }
}
