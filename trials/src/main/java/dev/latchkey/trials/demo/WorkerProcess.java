package dev.latchkey.trials.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A worker as its parent sees it: a process that reads handouts and writes answers. */
final class WorkerProcess implements AutoCloseable {

    /** What a worker needs to end in an orderly way: its marks are flushed for at most 5 s. */
    private static final Duration ORDERLY_END = Duration.ofSeconds(10);

    private final Process process;
    private final BufferedWriter input;
    private final BufferedReader output;
    private final ReentrantLock oneLineAtATime = new ReentrantLock();
    private volatile boolean ready;

    private WorkerProcess(Process process) {
        this.process = process;
        this.input = process.outputWriter(UTF_8);
        this.output = process.inputReader(UTF_8);
    }

    /** Starts one on our own class path; flags keep its start short and its memory small. */
    static WorkerProcess start(Path log) throws IOException {
        return new WorkerProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Worker.class.getName())
                .redirectError(Redirect.appendTo(new File(log.toString())))
                .start());
    }

    /** Sends a line. One that is gone reads nothing any more, which its end will tell. */
    void send(String line) throws IOException {
        oneLineAtATime.lock();
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } finally {
            oneLineAtATime.unlock();
        }
    }

    /** Its next answer; empty when it has ended. */
    Optional<Answer> nextAnswer() throws IOException {
        Optional<Answer> answer = Optional.ofNullable(output.readLine()).flatMap(Answer::parse);
        ready |= answer.isPresent();
        return answer;
    }

    /** Whether it has opened its fleet and lives. */
    boolean isReady() {
        return ready && process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** {@code kill -9}; returns when it is gone. What it had said before can still be read: the handle leaves the streams open. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** Lets it end what it has, and end. */
    void letEnd() throws IOException {
        input.close();
    }

    @Override
    public void close() {
        try {
            process.waitFor(ORDERLY_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
