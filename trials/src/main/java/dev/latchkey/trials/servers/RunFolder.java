package dev.latchkey.trials.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the servers of one JVM have their folders. It goes when the JVM does: by a shutdown hook, by a {@link Watcher} if the JVM was
 * killed, and by the next JVM that makes such a folder if the watcher was killed with it.
 *
 * <p>A JVM holds a lock on the file {@code owner.lock} of its folder as long as it lives, so a folder whose lock can be had is left over.
 * Folders are made and swept up under a lock over all of them: else a new one might be swept up before its lock is taken.
 */
final class RunFolder {
    private static final Logger log = LoggerFactory.getLogger(RunFolder.class);

    private static @Nullable RunFolder ofThisJvm;

    private final Path path;

    /** Kept open, and so reachable, for the life of the JVM: closing it gives the lock away. */
    private final FileChannel owner;

    private final Watcher watcher;
    private final AtomicInteger servers = new AtomicInteger();

    private RunFolder(Path path) throws IOException {
        this.path = path;
        this.owner =
                FileChannel.open(path.resolve("owner.lock"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        owner.lock();
        this.watcher = Watcher.over(path);
    }

    /** A new folder for one server. */
    static Path forServer() throws IOException {
        RunFolder folder = ofThisJvm(UserFolder.find().resolve("running"));
        return Files.createDirectory(folder.path.resolve("server-" + folder.servers.incrementAndGet()));
    }

    private static RunFolder ofThisJvm(Path all) throws IOException {
        Files.createDirectories(all);
        try (FolderLock lock = FolderLock.take(all)) {
            RunFolder folder = ofThisJvm;
            if (folder == null) {
                sweep(all);
                String prefix = ProcessHandle.current().pid() + "-";
                folder = new RunFolder(Files.createTempDirectory(all, prefix).toRealPath());
                Runtime.getRuntime().addShutdownHook(new Thread(folder::end, "latchkey-servers-end"));
                ofThisJvm = folder;
            }
            return folder;
        }
    }

    private void end() {
        try {
            watcher.end();
            owner.close();
        } catch (IOException e) {
            log.warn("servers in {} may be left over; the next start of servers ends them", path, e);
        }
    }

    /** Ends the servers and deletes the folders of JVMs that are gone. Not for a JVM that has a folder there itself. */
    static void sweep(Path all) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(all, Files::isDirectory)) {
            for (Path folder : folders) {
                if (ownerIsGone(folder)) {
                    log.info("sweeping up {}, which a killed JVM left behind", folder);
                    Watcher.cleanUp(folder);
                }
            }
        }
    }

    private static boolean ownerIsGone(Path folder) {
        try (FileChannel owner = FileChannel.open(
                        folder.resolve("owner.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = owner.tryLock()) {
            return lock != null;
        } catch (IOException e) {
            // Its own watcher is deleting it at this moment.
            return false;
        }
    }
}
