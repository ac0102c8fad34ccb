package dev.latchkey.cli.options;

import java.io.Serial;

/** A file of ours says something that can't be; the message has file and line. */
public final class WrongFileException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    WrongFileException(String file, int line, String message) {
        super("%s, line %d: %s".formatted(file, line, message));
    }

    WrongFileException(String message, Exception cause) {
        super(message, cause);
    }
}
