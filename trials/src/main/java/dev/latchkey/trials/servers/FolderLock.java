package dev.latchkey.trials.servers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One at a time among all JVMs of this user, and among the threads of each.
 *
 * <p>The operating system gives a file lock to a process, not to a thread, and takes it away when the process dies, however it dies.
 */
final class FolderLock implements AutoCloseable {
    private static final ReentrantLock AMONG_THREADS = new ReentrantLock();

    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /** Waits for the lock of this folder, a file in it. */
    static FolderLock take(Path folder) throws IOException {
        AMONG_THREADS.lock();
        try {
            FileChannel file =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                file.lock();
                return new FolderLock(file);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            AMONG_THREADS.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            AMONG_THREADS.unlock();
        }
    }
}
