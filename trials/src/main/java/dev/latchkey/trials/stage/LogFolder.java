package dev.latchkey.trials.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the children of a trial log to. It stays, unless it is deleted because nothing in it is of interest. */
public record LogFolder(Path path) {

    /** A new folder among the temporary files. */
    public static LogFolder create(String prefix) {
        try {
            return new LogFolder(Files.createTempDirectory(prefix));
        } catch (IOException e) {
            throw new TrialException("no folder for the logs of the workers: " + e.getMessage(), e);
        }
    }

    /** Adds a file of ours. */
    public void write(String name, List<String> lines) {
        try {
            Files.write(path.resolve(name), lines);
        } catch (IOException e) {
            throw new TrialException("%s can't be written in %s: %s".formatted(name, path, e.getMessage()), e);
        }
    }

    public void delete() {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(path);
        } catch (IOException e) {
            throw new TrialException("the logs in %s can't be deleted: %s".formatted(path, e.getMessage()), e);
        }
    }
}
