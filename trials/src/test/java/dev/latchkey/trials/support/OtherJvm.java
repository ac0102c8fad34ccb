package dev.latchkey.trials.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Another JVM on the same class path, which answers each line that it is told with one of its own, and can be frozen. */
public final class OtherJvm implements AutoCloseable {

    private static final String SIMPLE_LOGGER = "-Dorg.slf4j.simpleLogger.";

    private final Process process;
    private final BufferedReader output;
    private final Writer input;
    private final Path log;

    private OtherJvm(Process process, Path log) {
        this.process = process;
        this.output = process.inputReader();
        this.input = process.outputWriter();
        this.log = log;
    }

    /** Starts it. What it logs, from INFO on, goes to a file in this folder. */
    public static OtherJvm start(Path folder, Class<?> main, List<String> arguments) throws IOException {
        Path log = Files.createTempFile(folder, "other-jvm", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                SIMPLE_LOGGER + "logFile=" + log,
                SIMPLE_LOGGER + "defaultLogLevel=info",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return new OtherJvm(
                new ProcessBuilder(command).redirectError(Redirect.DISCARD).start(), log);
    }

    /** Tells it a line. */
    public void tell(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /** What it says next, waiting for it; {@code null} as a text if it has ended. */
    public String says() throws IOException {
        return String.valueOf(output.readLine());
    }

    /** Tells it a line, and waits for the answer. */
    public String ask(String line) throws IOException {
        tell(line);
        return says();
    }

    /** None of its threads goes on, and none of its sockets is closed. */
    public void freeze() throws Exception {
        signal("STOP");
    }

    /** It goes on where it was. */
    public void thaw() throws Exception {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new AssertionError("kill -" + signal + " ended with " + exit);
        }
    }

    /** What it has logged that contains this text. */
    public List<String> logged(String text) {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(text)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
