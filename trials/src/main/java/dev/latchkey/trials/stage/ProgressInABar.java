package dev.latchkey.trials.stage;

import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress as a bar with rate and counts. What is said meanwhile stands above it. */
final class ProgressInABar extends Progress {

    private static final int WIDTH = 140;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream terminal;
    private @Nullable ProgressBar bar;

    ProgressInABar(PrintStream terminal) {
        this.terminal = terminal;
    }

    @Override
    public void say(String line) {
        terminal.println((bar == null ? "" : CLEAR_LINE) + line);
    }

    @Override
    public void show(Part part, String counts) {
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName(part.unit())
                    .setInitialMax(part.total())
                    .setStyle(ProgressBarStyle.ASCII)
                    .showSpeed()
                    .setSpeedUnit(ChronoUnit.SECONDS)
                    .hideEta()
                    .setConsumer(new ConsoleProgressBarConsumer(terminal, WIDTH))
                    .build();
        }
        bar.stepTo(part.done());
        bar.setExtraMessage(" " + counts);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
