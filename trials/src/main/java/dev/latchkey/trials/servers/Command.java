package dev.latchkey.trials.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that is run to its end, with a bound: it makes a data folder, or tells its version. */
final class Command {
    /** Making a data folder takes 5 s; ten times that on a machine that is busy, and then some. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final List<String> words;
    private final File input;

    private Command(List<String> words, File input) {
        this.words = words;
        this.input = input;
    }

    static Command of(List<String> start, String... more) {
        return new Command(Stream.concat(start.stream(), Arrays.stream(more)).toList(), new File("/dev/null"));
    }

    Command reading(Path file) {
        return new Command(words, file.toFile());
    }

    /**
     * Runs it and returns what it said.
     *
     * @throws ServerException if it fails or doesn't end in time; the end of what it said is in the text
     */
    String run() throws IOException, InterruptedException {
        Path output = Files.createTempFile("latchkey", ".log");
        Path temporary = Files.createTempDirectory("latchkey");
        try {
            ProcessBuilder command = new ProcessBuilder(words)
                    .redirectInput(input)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            command.environment().put("TMPDIR", temporary.toString()); // see ServerProcess: MariaDB cleans up there
            String end = awaitEnd(command.start());
            if (!end.isEmpty()) {
                throw new ServerException(String.join(" ", words) + " " + end + "; it said:\n" + LogTail.of(output));
            }
            return Files.readString(output);
        } finally {
            Files.delete(output);
            FileTree.delete(temporary);
        }
    }

    private static String awaitEnd(Process process) throws InterruptedException {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                return "did not end within " + LIMIT.toSeconds() + " s";
            }
            return process.exitValue() == 0 ? "" : "ended with exit code " + process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
