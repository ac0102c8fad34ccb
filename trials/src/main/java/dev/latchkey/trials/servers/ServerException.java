package dev.latchkey.trials.servers;

import org.jspecify.annotations.Nullable;

/** A server could not be had, or did not do what was asked of it. The text holds the end of its log, if there is one. */
public final class ServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    ServerException(String message) {
        super(message);
    }
}
