package dev.latchkey.cli;

import dev.latchkey.trials.stage.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;

/** Whether people look on while it happens. */
final class Terminal {

    private Terminal() {}

    /** A bar on a terminal, else lines; on standard error. */
    static Progress progress(PrintWriter standardError) throws InterruptedException {
        return isThere() ? Progress.bar(System.err) : Progress.lines(standardError);
    }

    /** Java can't tell of standard error alone, while output may well be a pipe; every shell can. */
    private static boolean isThere() throws InterruptedException {
        try {
            return new ProcessBuilder("/bin/sh", "-c", "test -t 2")
                            .redirectError(Redirect.INHERIT)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no shell: no Unix
        }
    }
}
