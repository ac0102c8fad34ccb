package dev.latchkey.guards;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of this repository. */
final class Repository {

    private static final Path ROOT = findRoot();

    private Repository() {}

    private static Path findRoot() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("CONTRIBUTING.md"))) {
            Path parent = folder.getParent();
            if (parent == null) {
                throw new AssertionError(
                        "no CONTRIBUTING.md above " + Path.of("").toAbsolutePath());
            }
            folder = parent;
        }
        return folder;
    }

    static Path path(String relative) {
        return ROOT.resolve(relative);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The Java sources of all modules. */
    static List<Path> mainSources() {
        return sources("src/main/java");
    }

    /** The Java sources of all modules' tests. */
    static List<Path> testSources() {
        return sources("src/test/java");
    }

    private static List<Path> sources(String folder) {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve(folder))
                    .filter(Files::isDirectory)
                    .flatMap(Repository::filesUnder)
                    .filter(file -> file.toString().endsWith(".java"))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All files that somebody wrote: none that a build or a tool has made. */
    static List<Path> files() {
        return filesUnder(ROOT)
                .filter(file -> Stream.of(".git", "target", ".idea")
                        .noneMatch(made -> Stream.iterate(file, f -> !f.equals(ROOT), Path::getParent)
                                .anyMatch(f -> f.endsWith(made))))
                .toList();
    }

    private static Stream<Path> filesUnder(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static String name(Path file) {
        return ROOT.relativize(file).toString();
    }
}
