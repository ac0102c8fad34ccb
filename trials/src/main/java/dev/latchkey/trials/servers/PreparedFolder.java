package dev.latchkey.trials.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder that is filled once for all JVMs of this user, and from then on only read. */
final class PreparedFolder {
    private PreparedFolder() {}

    /** Fills an empty folder. */
    @FunctionalInterface
    interface Filling {
        void fill(Path folder) throws IOException, InterruptedException;
    }

    /**
     * The folder of this name. Who comes first fills it under another name and renames it when all is there, so that nobody ever
     * sees half of it; who comes meanwhile waits.
     */
    static Path get(String name, Filling filling) {
        return get(UserFolder.find(), name, filling);
    }

    static Path get(Path parent, String name, Filling filling) {
        Path whole = parent.resolve(name);
        if (Files.isDirectory(whole)) {
            return whole;
        }
        try (FolderLock lock = FolderLock.take(parent)) {
            if (!Files.isDirectory(whole)) {
                Path half = parent.resolve(name + ".half");
                FileTree.delete(half);
                Files.createDirectory(half);
                filling.fill(half);
                Files.move(half, whole, StandardCopyOption.ATOMIC_MOVE);
            }
            return whole;
        } catch (IOException e) {
            throw new ServerException("folder " + whole + " could not be made: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while folder " + whole + " was made", e);
        }
    }
}
