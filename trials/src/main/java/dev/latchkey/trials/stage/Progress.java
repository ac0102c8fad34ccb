package dev.latchkey.trials.stage;

import java.io.PrintStream;
import java.io.PrintWriter;

/** Tells people how a trial goes on. */
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

    /** Something has happened. May be called by any thread. */
    public abstract void say(String line);

    /**
     * So far it has come. Called several times a second, by one thread.
     *
     * @param counts what happened so far, in words
     */
    public abstract void show(Part part, String counts);

    /**
     * How much of a whole is done.
     *
     * @param unit what is counted, in the plural
     */
    public record Part(long done, long total, String unit) {}

    /** Nothing more is shown, but something may still be said. A second call does nothing. */
    @Override
    public abstract void close();
}
