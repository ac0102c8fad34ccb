package dev.latchkey.trials.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** A server that is a process of this machine, a child of this JVM. */
final class LocalServer implements DatabaseServer {
    private static final Duration ORDERLY_END = Duration.ofSeconds(30);

    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final ServerProcess process;
    private final JdbcAddress address;
    private boolean closed;

    LocalServer(ServerProcess process) {
        this.process = process;
        this.address = JdbcAddress.local(process.port());
    }

    @Override
    public String url(String schema) {
        return address.url(schema);
    }

    @Override
    public String user() {
        return "root";
    }

    @Override
    public String password() {
        return "";
    }

    @Override
    public boolean startedHere() {
        return true;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void kill() {
        change("be killed", process::kill);
    }

    @Override
    public void stop() {
        change("stop", () -> {
            if (process.isAlive()) {
                process.signal("CONT");
                process.signal("TERM");
                if (!process.endsWithin(ORDERLY_END)) {
                    throw new ServerException(this + " did not stop within " + ORDERLY_END.toSeconds()
                            + " s of SIGTERM; kill() always works");
                }
            }
        });
    }

    @Override
    public void start() {
        change("start", () -> {
            if (closed || process.isAlive()) {
                throw new IllegalStateException(this + (closed ? " is closed" : " runs already") + "; can't start it");
            }
            process.launch();
            boolean ready = false;
            try {
                Login.of(this).await(process, folder -> folder.startsWith(process.data() + "/"));
                ready = true;
            } finally {
                if (!ready) {
                    process.kill();
                }
            }
        });
    }

    @Override
    public void pause() {
        change("pause", () -> process.signal("STOP"));
    }

    @Override
    public void resume() {
        change("resume", () -> process.signal("CONT"));
    }

    @Override
    public void close() {
        change("be closed", () -> {
            closed = true;
            process.kill();
            process.delete();
        });
    }

    @Override
    public String toString() {
        return "server on port " + process.port();
    }

    private void change(String what, Change change) {
        oneAtATime.lock();
        try {
            change.run();
        } catch (ServerException | IOException e) {
            throw new ServerException(
                    this + " could not " + what + ": " + e.getMessage() + "\nIts log ends:\n"
                            + LogTail.of(process.log()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted while " + this + " was to " + what, e);
        } finally {
            oneAtATime.unlock();
        }
    }

    @FunctionalInterface
    private interface Change {
        void run() throws IOException, InterruptedException;
    }
}
