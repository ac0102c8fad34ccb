package dev.latchkey.trials.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * This user's own folder for what is made once and used by every JVM: {@code $XDG_CACHE_HOME/latchkey}, else
 * {@code ~/.cache/latchkey}; where neither can be written, a folder named after the user among the temporary files.
 */
final class UserFolder {
    private UserFolder() {}

    static Path find() {
        return find(System.getenv(), Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    }

    static Path find(Map<String, String> environment, Path temporary) {
        Optional<Path> cache =
                Optional.ofNullable(environment.get("XDG_CACHE_HOME")).map(Path::of);
        Optional<Path> home = Optional.ofNullable(environment.get("HOME")).map(value -> Path.of(value, ".cache"));
        return Stream.of(cache, home)
                .flatMap(Optional::stream)
                .filter(Path::isAbsolute)
                .map(folder -> folder.resolve("latchkey"))
                .filter(UserFolder::writable)
                .findFirst()
                .orElseGet(() -> amongTemporaryFiles(temporary));
    }

    private static boolean writable(Path folder) {
        try {
            Files.createDirectories(folder);
            return Files.isWritable(folder);
        } catch (IOException e) {
            return false;
        }
    }

    /** Everybody may write among the temporary files, so the folder must prove to be ours: programs in it will be run. */
    private static Path amongTemporaryFiles(Path temporary) {
        FileAttribute<?> oursAlone = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        try {
            String user = ownerOfNewFiles(temporary);
            Path folder = temporary.resolve("latchkey-" + user);
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, oursAlone);
            }
            if (!Files.getOwner(folder).getName().equals(user)) {
                throw new ServerException(
                        folder + " is another user's; remove it, or set XDG_CACHE_HOME to a folder that you can write");
            }
            return folder;
        } catch (IOException e) {
            throw new ServerException(
                    "no folder to keep servers in: neither the user's cache nor " + temporary
                            + " can be written; set XDG_CACHE_HOME to one that can",
                    e);
        }
    }

    /** Unlike the property user.name, right for a user without an entry in the list of users, too. */
    private static String ownerOfNewFiles(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, "latchkey", ".probe");
        try {
            return Files.getOwner(probe).getName();
        } finally {
            Files.delete(probe);
        }
    }
}
