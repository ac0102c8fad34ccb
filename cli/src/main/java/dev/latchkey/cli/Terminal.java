package dev.latchkey.cli;

import dev.latchkey.trials.demo.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether people look on while it happens. */
final class Terminal {

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /** A bar on a terminal, else lines; on standard error. */
    static Progress progress() {
        return isThere() ? Progress.bar(System.err) : Progress.lines(System.err);
    }

    /** Java itself only tells whether all of input and output are a terminal; output may well be a pipe. */
    private static boolean isThere() {
        try {
            return Files.readSymbolicLink(STANDARD_ERROR).startsWith("/dev/pts");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null;
        }
    }
}
