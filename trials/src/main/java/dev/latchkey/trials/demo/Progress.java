package dev.latchkey.trials.demo;

import dev.latchkey.trials.demo.Tally.Count;
import java.io.PrintStream;
import java.io.PrintWriter;

/** Tells people how a demo goes on. */
public abstract class Progress implements AutoCloseable {

    Progress() {}

    /** A bar that is drawn again and again, for a terminal. */
    public static Progress bar(PrintStream terminal) {
        return new ProgressInABar(terminal);
    }

    /** A line now and then, for a file or a pipe. */
    public static Progress lines(PrintWriter out) {
        return new ProgressInLines(out);
    }

    /** Something has happened. */
    abstract void say(String line);

    /** So far the deliveries have come. Called several times a second. */
    abstract void show(int settled, int total, Tally tally);

    /** Nothing more is shown, but something may still be said. A second call does nothing. */
    @Override
    public abstract void close();

    static String counts(Tally tally) {
        return "done %,d, already done %,d, busy %,d, lost %,d, workers killed %,d, sessions killed %,d"
                .formatted(
                        tally.get(Count.COMPLETED),
                        tally.get(Count.ALREADY_DONE),
                        tally.get(Count.BUSY_RETRIES),
                        tally.get(Count.LOST),
                        tally.get(Count.WORKERS_KILLED),
                        tally.get(Count.SESSIONS_KILLED));
    }
}
