package dev.latchkey.trials.stage;

import java.io.PrintWriter;
import java.time.Duration;

/** Progress as plain lines. */
final class ProgressInLines extends Progress {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);

    private final PrintWriter out;
    private long lastLine;
    private long lastDone;

    ProgressInLines(PrintWriter out) {
        this.out = out;
        this.lastLine = System.nanoTime();
    }

    @Override
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void show(Part part, String counts) {
        long sinceLastLine = System.nanoTime() - lastLine;
        if (sinceLastLine >= BETWEEN_LINES.toNanos()) {
            double rate = (part.done() - lastDone) * 1e9 / sinceLastLine;
            say("%,d of %,d %s (%,.0f/s): %s".formatted(part.done(), part.total(), part.unit(), rate, counts));
            lastLine = System.nanoTime();
            lastDone = part.done();
        }
    }

    @Override
    public void close() {}
}
