package dev.latchkey.trials.servers;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small shell process that outlives this JVM by a moment, to kill the servers it left and to delete their folders.
 *
 * <p>It reads from a pipe that nobody writes to. The pipe ends when this JVM does, however that came about, {@code kill -9} included.
 */
final class Watcher {
    private static final Logger log = LoggerFactory.getLogger(Watcher.class);

    /**
     * A process id may have gone to some other program since it was written down, so only a process whose command line names the
     * folder is killed. Where there is no /proc, ps tells the command line. A dying server may still make a file while its folder
     * is deleted, hence the second try.
     */
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            read -r _
            for file in "$1"/*/server.pid; do
                pid=$(cat "$file") || continue
                { cat "/proc/$pid/cmdline" || ps -o command= -p "$pid"; } | grep -qF "$1" && kill -9 "$pid"
            done 2>/dev/null
            rm -rf "$1" 2>/dev/null || { sleep 1; rm -rf "$1"; }
            """;

    private final Process shell;

    private Watcher(Process shell) {
        this.shell = shell;
    }

    /** Watches over this folder from now on: servers' folders lie in it, each with a file server.pid. */
    static Watcher over(Path folder) throws IOException {
        return new Watcher(shell(folder, Redirect.PIPE));
    }

    /** Does now what a watcher would have done, had it not been killed itself. */
    static void cleanUp(Path folder) throws IOException {
        new Watcher(shell(folder, Redirect.from(new File("/dev/null")))).awaitEnd();
    }

    /** Closes the pipe and waits until all is gone. */
    void end() throws IOException {
        shell.getOutputStream().close();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!shell.waitFor(20, TimeUnit.SECONDS)) {
                log.warn("the process {} that cleans up after servers still runs after 20 s", shell.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Process shell(Path folder, Redirect input) throws IOException {
        return new ProcessBuilder("/bin/sh", "-c", SCRIPT, "latchkey-watcher", folder.toString())
                .directory(new File("/"))
                .redirectInput(input)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }
}
