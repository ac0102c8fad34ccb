package dev.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line in a process of its own, whose standard streams a command inherits. */
final class RunProcess implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final Path out;
    private final Path err;

    private RunProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it without a terminal, wherever the tests run. */
    static RunProcess start(Path folder, List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>();
        if (Files.exists(Path.of("/usr/bin/setsid"))) {
            words.add("setsid");
        }
        words.addAll(words(arguments));
        return startAsItIs(folder, words);
    }

    /** The words that start it. */
    static List<String> words(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        words.addAll(arguments);
        return words;
    }

    /** Whatever the tests were started by: what ignores INT or HUP leaves that to all that it starts. */
    private static List<String> withUsualSignals(List<String> words) throws IOException {
        List<String> env = List.of("env", "--default-signal=HUP,INT");
        List<String> tried = new ArrayList<>(env);
        tried.add("true");
        if (new ProcessBuilder(tried).start().onExit().join().exitValue() != 0) {
            return words;
        }
        List<String> all = new ArrayList<>(env);
        all.addAll(words);
        return all;
    }

    static RunProcess startAsItIs(Path folder, List<String> words) throws IOException {
        Path out = Files.createTempFile(folder, "run", ".out");
        Path err = Files.createTempFile(folder, "run", ".err");
        return new RunProcess(
                new ProcessBuilder(withUsualSignals(words))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start(),
                out,
                err);
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it, or its command, has written a line that begins like this; returns the rest of it. */
    String awaitLine(String begin) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(out().lines()).as(err()).anyMatch(line -> line.startsWith(begin)));
        return out().lines()
                .filter(line -> line.startsWith(begin))
                .findFirst()
                .orElseThrow()
                .substring(begin.length())
                .strip();
    }

    void type(String text) throws IOException {
        process.outputWriter().write(text);
        process.outputWriter().flush();
    }

    void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    void signal(String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + process.pid())
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ended, having said %s %s", out(), err())
                .isTrue();
        return process.exitValue();
    }

    /** Whether a process runs; one that nobody has waited for doesn't. */
    static boolean runs(String pid) {
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(handle -> handle.info().command().isPresent())
                .isPresent();
    }

    static void awaitEndOf(String pid) {
        await().atMost(PATIENCE).until(() -> !runs(pid));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
