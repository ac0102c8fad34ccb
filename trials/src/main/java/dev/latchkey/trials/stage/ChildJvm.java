package dev.latchkey.trials.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A process of our own on our own class path: it reads lines from us and writes lines to us. Thread-safe. */
public final class ChildJvm implements AutoCloseable {

    /** What a child needs to end in an orderly way: its marks are flushed for at most 5 s. */
    private static final Duration ORDERLY_END = Duration.ofSeconds(10);

    private final Process process;
    private final BufferedWriter input;
    private final BufferedReader output;
    private final ReentrantLock oneLineAtATime = new ReentrantLock();

    private ChildJvm(Process process) {
        this.process = process;
        this.input = process.outputWriter(UTF_8);
        this.output = process.inputReader(UTF_8);
    }

    /** Starts one that logs into this file; flags keep its start short and its memory small. */
    public static ChildJvm start(Class<?> main, Path log) throws IOException {
        return start(main, log, List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    }

    /** The same with flags of the caller's. */
    public static ChildJvm start(Class<?> main, Path log, List<String> flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xshare:auto");
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(Redirect.appendTo(new File(log.toString())))
                .start());
    }

    /** Makes the JVM that calls it end when its parent does: for the child's side. A killed parent reads and closes nothing. */
    public static void endWithTheParent() {
        ProcessHandle.current().parent().ifPresent(ChildJvm::endWith);
    }

    private static void endWith(ProcessHandle parent) {
        Thread watch = new Thread(
                () -> {
                    parent.onExit().join();
                    Runtime.getRuntime().halt(1);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** Sends a line. One that is gone reads nothing any more, which its end will tell. */
    public void send(String line) throws IOException {
        oneLineAtATime.lock();
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } finally {
            oneLineAtATime.unlock();
        }
    }

    /** Its next line, or the rest of one that it was killed over; empty when it has ended. */
    public Optional<String> nextLine() throws IOException {
        return Optional.ofNullable(output.readLine());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** {@code kill -9}; returns when it is gone. What it had said before can still be read: the handle leaves the streams open. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** Freezes it with SIGSTOP. Does nothing to one that has ended. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on with SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/sh", "-c", "kill -\"$1\" \"$2\"", "signal", name, Long.toString(pid()))
                .redirectError(Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Lets it end what it has, and end. */
    public void letEnd() throws IOException {
        input.close();
    }

    /** Waits for its end, for so long at most. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        try {
            boolean unused = awaitEnd(ORDERLY_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
