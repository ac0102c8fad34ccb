package dev.latchkey.trials.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM on the same class path, which says one line and then waits until its standard input ends. */
final class SecondJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private SecondJvm(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    static SecondJvm start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + ServerSource.SERVERS + "=" + System.getProperty(ServerSource.SERVERS, "embedded"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new SecondJvm(
                new ProcessBuilder(command).redirectError(Redirect.DISCARD).start());
    }

    /** To be called by the other JVM. */
    static void sayAndWait(String line) throws IOException {
        System.out.println(line);
        while (System.in.read() >= 0) {
            // Nobody writes; the stream ends when the first JVM closes it.
        }
    }

    String says() throws IOException {
        return String.valueOf(output.readLine());
    }

    void kill() {
        process.destroyForcibly();
    }

    void letEnd() throws IOException {
        process.getOutputStream().close();
    }

    @Override
    public void close() {
        kill();
    }
}
