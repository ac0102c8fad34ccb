package dev.latchkey.trials.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The operating system's side of a server: one process after the other on the same folder and port. Changed by one thread at a time. */
final class ServerProcess implements Login.Life {
    /** More sessions than any test opens at once; the default is 151. */
    private static final int MAX_CONNECTIONS = 600;

    private static final String MAX_CONNECTIONS_OPTION = "--max-connections=";

    /** The process id is on file before the server exists, so that no watcher can ever miss it. */
    private static final String LAUNCHER = "echo $$ >\"$1/server.pid\" && shift && exec \"$@\"";

    private final List<String> command;
    private final Path folder;
    private final int port;
    private volatile @Nullable Process process;

    ServerProcess(List<String> program, Path folder, int port) {
        this.folder = folder;
        this.port = port;
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", LAUNCHER, "latchkey-server", folder.toString()));
        words.addAll(program);
        words.addAll(List.of(
                "--datadir=" + data(),
                // At its start MariaDB deletes what it takes for leftovers of its own there. A neighbour whose
                // temporary tables
                // go with them dies when it reads information_schema (measured).
                "--tmpdir=" + temporary(),
                "--port=" + port,
                // Relative to the data: a socket's path may have no more than 107 characters.
                "--socket=server.sock",
                "--pid-file=mysqld.pid",
                "--bind-address=127.0.0.1",
                // Unique on this machine, as the port is.
                "--server-id=" + port));
        if (program.stream().noneMatch(word -> word.startsWith(MAX_CONNECTIONS_OPTION))) {
            words.add(MAX_CONNECTIONS_OPTION + MAX_CONNECTIONS);
        }
        this.command = List.copyOf(words);
    }

    int port() {
        return port;
    }

    Path folder() {
        return folder;
    }

    Path data() {
        return folder.resolve("data");
    }

    private Path temporary() {
        return folder.resolve("tmp");
    }

    Path log() {
        return folder.resolve("server.log");
    }

    boolean portWasTaken() {
        return LogTail.of(log()).contains("Address already in use");
    }

    long pid() {
        return launched().pid();
    }

    boolean isAlive() {
        Process now = process;
        return now != null && now.isAlive();
    }

    void launch() throws IOException {
        Files.createDirectories(temporary());
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    @Override
    public boolean endsWithin(Duration time) throws InterruptedException {
        return launched().waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends SIGKILL, which needs no answer of the server: so this ends, soon. */
    void kill() {
        Process now = process;
        if (now == null) {
            return;
        }
        now.destroyForcibly();
        boolean interrupted = false;
        while (now.isAlive()) {
            try {
                now.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends a signal by its name, such as TERM. */
    void signal(String name) throws IOException, InterruptedException {
        Command.of(List.of("/bin/sh", "-c", "kill -\"$1\" \"$2\"", "signal", name, Long.toString(pid())))
                .run();
    }

    void delete() throws IOException {
        FileTree.delete(folder);
    }

    private Process launched() {
        Process now = process;
        if (now == null) {
            throw new IllegalStateException("the server on port " + port + " was never started; call start() first");
        }
        return now;
    }
}
