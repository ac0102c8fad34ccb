package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code run} as a process, on servers that run already. Each test has a lock of its own. */
class RunCommandTest {

    @TempDir
    private static Path folder;

    private static RunStage stage;

    private String key;

    @BeforeAll
    static void open() {
        stage = new RunStage(folder);
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @BeforeEach
    void takeAKey() {
        key = stage.newKey();
    }

    private static List<String> words(String options) {
        return options.isEmpty() ? List.of() : List.of(options.split(" "));
    }

    private List<String> run(String options) {
        return stage.run(key, words(options).toArray(String[]::new));
    }

    private RunProcess script(String options, String script) throws IOException {
        return stage.script(run(options), script);
    }

    @Nested
    class TheCommand {

        @Test
        void hasTheStreamsTheEnvironmentAndTheExitCodeToItself() throws Exception {
            RunProcess run = script(
                    "",
                    "echo $LATCHKEY_KEY $LATCHKEY_LOCK_NAME $LATCHKEY_SHARD ${LATCHKEY_WORK_ID-none}; cat; echo no >&2; exit 7");
            run.type("what is read\n");
            run.closeInput();

            assertThat(run.exitCode()).isEqualTo(7);
            assertThat(run.out()).matches("%1$s %1$s s[12] none\nwhat is read\n".formatted(key));
            assertThat(run.err()).isEqualTo("no\n");
        }

        @Test
        void hasATokenThatGrowsWithEachOfItsKey() throws Exception {
            String tell = "echo $LATCHKEY_TOKEN; exit 7";

            for (String options : List.of("", "-n", "--work-id 1", "--work-id 1")) {
                assertThat(script(options, tell).exitCode()).isEqualTo(7);
            }
            RunProcess last = script("-w 5", tell);
            assertThat(last.exitCode()).isEqualTo(7);
            assertThat(last.out()).isEqualTo("5\n");
        }

        @Test
        void getsItsArgumentsAsTheyAre() throws Exception {
            RunProcess run = stage.start(run("-n"), "printf", "[%s]", "-n", "@file", "--", "", "a b", "--help");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).isEqualTo("[-n][@file][--][][a b][--help]");
        }

        @ParameterizedTest
        @CsvSource({"no-such-command, 127, command not found", "/etc, 126, is no file that may be executed"})
        void isLookedForBeforeAnyServerIsAsked(String command, int exitCode, String complaint) throws Exception {
            RunProcess run = stage.start(
                    List.of("run", key, "--user", "app", "--shard", "jdbc:mysql://127.0.0.1:1/shop"), command);

            assertThat(run.exitCode()).isEqualTo(exitCode);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).isEqualTo("latchkey: %s: %s\n".formatted(command, complaint));
        }

        @Test
        void thatCannotBeExecutedLeavesNoReceipt() throws Exception {
            Path script = Files.writeString(folder.resolve("script"), "#!/no/such/interpreter\n");
            assertThat(script.toFile().setExecutable(true)).isTrue();
            List<String> once = run("--work-id 1");

            assertThat(stage.start(once, script.toString()).exitCode()).isBetween(126, 127);
            RunProcess good = stage.start(once, "echo", "done");
            assertThat(good.exitCode()).isZero();
            assertThat(good.out()).isEqualTo("done\n");
        }

        @Test
        void isNotStartedIfNoServerAnswers() throws Exception {
            RunProcess run = stage.start(
                    List.of("run", key, "--user", "app", "--shard", "jdbc:mysql://127.0.0.1:1/shop"),
                    "echo",
                    "started");

            assertThat(run.exitCode()).isEqualTo(69);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines()).singleElement().asString().startsWith("latchkey: ");
        }
    }

    @Nested
    class ABusyLock {

        @Test
        void isToldByTheExitCodeAtOnceOrAfterTheWait() throws Exception {
            RunProcess holder = stage.holder(key);

            RunProcess now = stage.start(run("-n"), "echo", "started");
            RunProcess later = stage.start(run("-w 0.2 -E 9"), "echo", "started");
            RunProcess once = stage.start(run("-w 0 -E 8 --work-id 1"), "echo", "started");

            assertThat(now.exitCode()).isEqualTo(1);
            assertThat(later.exitCode()).isEqualTo(9);
            assertThat(once.exitCode()).isEqualTo(8);
            assertThat(now.out() + later.out() + once.out() + now.err() + later.err() + once.err())
                    .isEmpty();
            holder.closeInput();
            assertThat(holder.exitCode()).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "-w 20", "--work-id 1"})
        void isWaitedFor(String options) throws Exception {
            RunProcess holder = stage.holder(key);
            RunProcess waiter = stage.start(run(options), "echo", "mine");

            stage.servers().awaitWaiter(key);
            assertThat(waiter.out()).isEmpty();
            holder.closeInput();

            assertThat(waiter.exitCode()).isZero();
            assertThat(waiter.out()).isEqualTo("mine\n");
        }
    }

    @Nested
    class AWorkId {

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void succeedsOnce(boolean alone) throws Exception {
            String[] words = {"run", key, "--work-id", "the 1st"};
            List<String> once =
                    alone ? stage.servers().aloneWith(words) : stage.servers().with(words);

            RunProcess failing = stage.start(once, "sh", "-c", "echo tried; exit 3");
            assertThat(failing.exitCode()).isEqualTo(3);
            RunProcess good = stage.start(once, "sh", "-c", "echo $LATCHKEY_WORK_ID");
            assertThat(good.exitCode()).isZero();
            RunProcess again = stage.start(once, "echo", "again");

            assertThat(again.exitCode()).isZero();
            assertThat(failing.out()).isEqualTo("tried\n");
            assertThat(good.out()).isEqualTo("the 1st\n");
            assertThat(again.out()).isEmpty();
            assertThat(failing.err() + good.err() + again.err()).isEmpty();
        }

        @Test
        void keepsNoTransactionOpenWhileTheCommandRuns() throws Exception {
            RunProcess run = script("--work-id 1", "echo ready; exec cat");
            run.awaitLine("ready");

            await().untilAsserted(() -> assertThat(
                            stage.servers().sumOfShards("SELECT COUNT(*) FROM information_schema.INNODB_TRX"))
                    .isZero());
            run.closeInput();
            assertThat(run.exitCode()).isZero();
        }
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("-n -w 3 K -- true", "-n and -w exclude each other: -n doesn't wait at all"),
                Arguments.of(
                        "-w 86401 K -- true",
                        "-w 86401 is not possible; give 0 to 86400 seconds, or leave it out to wait as long as it takes"),
                Arguments.of("-E 256 K -- true", "-E 256 is not possible; give a whole number from 0 to 255"),
                Arguments.of("K true", "COMMAND must stand after --, and only it: run KEY -- COMMAND"),
                Arguments.of("K true -- true", "COMMAND must stand after --, and only it: run KEY -- COMMAND"),
                Arguments.of(
                        "--max-hold 24h K -- true", "--max-hold 24h is not possible; give 1s to 23h, or leave it out"),
                Arguments.of(
                        "--max-hold soon K -- true",
                        "'soon' is no duration; write a number and ms, s, m, h or d, such as 30s"),
                Arguments.of(
                        "--lease 1.5s K -- true",
                        "lease PT1.5S refused: allowed are whole seconds from 1 s to 1 h, the unit of the server's wait_timeout"),
                Arguments.of("K", "Missing required parameter: 'COMMAND'"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongCommandLineHasAnExitCodeOfItsOwn(String arguments, String complaint) {
        List<String> words =
                new ArrayList<>(List.of("run", "--user", "app", "--shard", "jdbc:mysql://127.0.0.1:1/shop"));
        words.addAll(words(arguments));
        CommandRun run = CommandRun.of(words);

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(2).first().isEqualTo("latchkey: " + complaint);
    }
}
