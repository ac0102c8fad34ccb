package dev.latchkey.cli;

import dev.latchkey.trials.stage.Progress;
import java.io.IOException;
import java.io.PrintWriter;

/** Whether people look on while it happens. */
final class Terminal {

    private Terminal() {}

    /** A bar on a terminal, else lines; on standard error. */
    static Progress progress(PrintWriter standardError) {
        return isThere(2) ? Progress.bar(System.err) : Progress.lines(standardError);
    }

    /** Whether they can be asked, on standard input. */
    static boolean isInput() {
        return isThere(0);
    }

    /** Whether standard output is read by them. */
    static boolean isOutput() {
        return isThere(1);
    }

    /** Java can only tell of input and output together; every shell can of each. */
    private static boolean isThere(int stream) {
        try {
            return new ProcessBuilder("/bin/sh", "-c", "test -t " + stream)
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no shell: no Unix
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
