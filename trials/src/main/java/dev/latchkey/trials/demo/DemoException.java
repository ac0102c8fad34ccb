package dev.latchkey.trials.demo;

import org.jspecify.annotations.Nullable;

/** The demo can't begin or go on, for a reason that its user can mend. The text says which. */
public final class DemoException extends RuntimeException {

    private static final long serialVersionUID = 1;

    DemoException(String message) {
        this(message, null);
    }

    DemoException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
