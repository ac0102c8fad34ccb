package dev.latchkey;

import org.jspecify.annotations.Nullable;

/**
 * The root of all that this library throws of its own. Contention is no exception: see {@link Outcome.Busy}.
 */
public abstract class LatchkeyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    LatchkeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
