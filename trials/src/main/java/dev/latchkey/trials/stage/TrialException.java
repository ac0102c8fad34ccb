package dev.latchkey.trials.stage;

import org.jspecify.annotations.Nullable;

/** A trial can't begin or go on, for a reason that its user can mend. The text says which. */
public final class TrialException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public TrialException(String message) {
        this(message, null);
    }

    public TrialException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
