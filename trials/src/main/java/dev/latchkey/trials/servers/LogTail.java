package dev.latchkey.trials.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log, for the text of an exception. */
final class LogTail {
    /** Enough for a server's reason to give up, which stands at the end. */
    private static final int LINES = 25;

    private LogTail() {}

    static String of(Path file) {
        try {
            // Not UTF-8, which may be malformed: any byte is a character of ISO 8859-1.
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        } catch (IOException e) {
            return "(" + file + " can't be read: " + e + ")";
        }
    }
}
