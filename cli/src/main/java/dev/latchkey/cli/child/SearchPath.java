package dev.latchkey.cli.child;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where commands are found, as {@code execvp} finds them. */
public final class SearchPath {

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final Pattern SEPARATOR = Pattern.compile(":");
    private static final String DEFAULT = "/bin:/usr/bin";

    private SearchPath() {}

    /**
     * Checks, before anything is done for it, that a command can be started.
     *
     * @throws CommandNotStartedException if there is none, or it can't be executed
     */
    public static void require(String command) throws CommandNotStartedException {
        List<Path> files = files(command).filter(Files::exists).toList();
        if (files.isEmpty()) {
            throw new CommandNotStartedException(NOT_FOUND, command + ": command not found");
        }
        if (files.stream().noneMatch(SearchPath::isProgram)) {
            throw notExecutable(command + ": is no file that may be executed");
        }
    }

    static CommandNotStartedException notExecutable(String message) {
        return new CommandNotStartedException(NOT_EXECUTABLE, message);
    }

    static boolean has(String command) {
        return files(command).anyMatch(SearchPath::isProgram);
    }

    private static Stream<Path> files(String command) {
        if (command.isEmpty() || command.contains("/")) {
            return Stream.of(command).filter(name -> !name.isEmpty()).map(Path::of);
        }
        String folders = System.getenv().getOrDefault("PATH", DEFAULT);
        return SEPARATOR.splitAsStream(folders).map(folder -> Path.of(folder, command));
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
