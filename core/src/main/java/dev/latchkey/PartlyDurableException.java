package dev.latchkey;

import org.jspecify.annotations.Nullable;

/**
 * Something ended the transaction before its time, or a table can't roll back: part of the work may be durable without the
 * rest, and without a receipt. Don't run it again before somebody has looked.
 */
public final class PartlyDurableException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    /** For the floors above. */
    public PartlyDurableException(String what, String server, String evidence, @Nullable Throwable cause) {
        super(
                "part of the work of %s on %s may be durable: %s; look at its tables before it is run again"
                        .formatted(what, server, evidence),
                cause);
    }
}
