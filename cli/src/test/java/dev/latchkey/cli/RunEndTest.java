package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code run} ends its command, and by what it is ended itself. Each test has a lock of its own. */
class RunEndTest {

    private static final Duration LEASE = Duration.ofSeconds(3);

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
    class ALostLock {

        /** A child that ignores TERM, and a grandchild whose parent is gone. */
        private static final String STUBBORN =
                "trap '' TERM; (sleep 1000 & echo orphan $!); echo child $$; while :; do sleep 1000; done";

        @ParameterizedTest
        @ValueSource(strings = {"", "--work-id 1"})
        void endsAllThatTheCommandHasStarted(String options) throws Exception {
            assumeThat(Path.of("/usr/bin/setsid")).exists();
            RunProcess run = script(("--lease 3s " + options).strip(), STUBBORN);
            String child = run.awaitLine("child");
            String orphan = run.awaitLine("orphan");

            long killed = System.nanoTime();
            stage.servers().killHolder(key);
            RunProcess.awaitEndOf(child);
            RunProcess.awaitEndOf(orphan);
            Duration took = Duration.ofNanos(System.nanoTime() - killed);

            assertThat(took).isLessThan(LEASE);
            assertThat(run.exitCode()).isEqualTo(75);
            assertThat(run.err())
                    .contains("lock " + key + " lost on ")
                    .endsWith("latchkey: sh was ended: its lock is lost\n");
            RunProcess next = stage.start(run(options), "echo", "next");
            assertThat(next.exitCode()).isZero();
            assertThat(next.out()).isEqualTo("next\n");
        }

        @Test
        void isWhatTheMaximumHoldEndsIn() throws Exception {
            RunProcess run = script("--max-hold 1s --work-id 1", "echo child $$; exec sleep 1000");
            RunProcess.awaitEndOf(run.awaitLine("child"));

            assertThat(run.exitCode()).isEqualTo(75);
            assertThat(run.err()).isEqualTo("latchkey: sh was ended: it ran for longer than --max-hold allows\n");
            assertThat(stage.servers().isHeld(key)).isFalse();
        }
    }

    @Nested
    class Signals {

        @ParameterizedTest
        @ValueSource(strings = {"TERM", "INT", "HUP"})
        void arePassedOn(String signal) throws Exception {
            RunProcess run = script(
                    "",
                    "trap 'echo got %1$s; kill $! 2>/dev/null; exit 5' %1$s; sleep 1000 & echo ready; wait"
                            .formatted(signal));
            run.awaitLine("ready");
            run.signal(signal);

            assertThat(run.exitCode()).isEqualTo(5);
            assertThat(run.out()).isEqualTo("ready\ngot %s\n".formatted(signal));
            assertThat(run.err()).isEmpty();
        }

        @Test
        void byWhichTheCommandDiesMakeItsExitCode() throws Exception {
            RunProcess run = script("--work-id 1", "echo child $$; exec sleep 1000");
            String child = run.awaitLine("child");
            run.signal("TERM");

            assertThat(run.exitCode()).isEqualTo(143);
            assertThat(RunProcess.runs(child)).isFalse();
            RunProcess next = stage.start(run("--work-id 1"), "echo", "done");
            assertThat(next.exitCode()).isZero();
            assertThat(next.out()).isEqualTo("done\n");
        }

        @Test
        void endAWaitForTheLock() throws Exception {
            RunProcess holder = stage.holder(key);
            RunProcess waiter = stage.start(run(""), "echo", "mine");
            stage.servers().awaitWaiter(key);
            waiter.signal("TERM");

            assertThat(waiter.exitCode()).isEqualTo(143);
            assertThat(waiter.out()).isEmpty();
            holder.closeInput();
            assertThat(holder.exitCode()).isZero();
        }

        @Test
        void thatKillOnlyTheProgramEndTheCommandToo() throws Exception {
            RunProcess run = script("", "sleep 1000 & echo other $!; echo child $$; exec sleep 1000");
            String child = run.awaitLine("child");
            String other = run.awaitLine("other");
            run.signal("KILL");

            assertThat(run.exitCode()).isEqualTo(137);
            RunProcess.awaitEndOf(child);
            RunProcess.awaitEndOf(other);
        }
    }

    @Nested
    class OnATerminal {

        @Test
        void theCommandHasTheTerminalAndItsInterruptOnce() throws Exception {
            assumeThat(Path.of("/usr/bin/script")).exists();
            List<String> words = new ArrayList<>(RunProcess.words(run("-n")));
            words.addAll(List.of(
                    "--",
                    "sh",
                    "-c",
                    "trap 'echo; echo INT' INT; : </dev/tty && echo terminal; read line; read line; exit 5"));
            String line = "exec " // no shell in between, which would have an interrupt of its own: some shells stay
                    + String.join(" ", words.stream().map(OnATerminal::quoted).toList());
            RunProcess run = stage.keep(RunProcess.startAsItIs(
                    folder,
                    List.of("script", "-qec", line, folder.resolve("log").toString())));

            run.awaitLine("terminal");
            run.type("\003");
            run.awaitLine("INT");
            run.type("a line\nanother\n");

            assertThat(run.exitCode()).isEqualTo(5);
            assertThat(run.out().lines().filter(said -> said.equals("INT"))).hasSize(1);
        }

        private static String quoted(String word) {
            return "'" + word.replace("'", "'\\''") + "'";
        }
    }
}
