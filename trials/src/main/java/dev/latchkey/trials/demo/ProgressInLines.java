package dev.latchkey.trials.demo;

import java.io.PrintWriter;
import java.time.Duration;

/** Progress as plain lines. */
final class ProgressInLines extends Progress {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);

    private final PrintWriter out;
    private long lastLine;
    private int lastSettled;

    ProgressInLines(PrintWriter out) {
        this.out = out;
        this.lastLine = System.nanoTime();
    }

    @Override
    void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    void show(int settled, int total, Tally tally) {
        long sinceLastLine = System.nanoTime() - lastLine;
        if (sinceLastLine >= BETWEEN_LINES.toNanos()) {
            double rate = (settled - lastSettled) * 1e9 / sinceLastLine;
            say("%,d of %,d events (%,.0f/s): %s".formatted(settled, total, rate, counts(tally)));
            lastLine = System.nanoTime();
            lastSettled = settled;
        }
    }

    @Override
    public void close() {}
}
