package dev.latchkey;

import java.sql.SQLException;

/**
 * The server rolled the transaction back, for example because of a deadlock, and the work didn't say so itself. Nothing of
 * the work stays; it may be run again.
 */
public final class RolledBackException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final SQLException error;

    /** For the floors above. */
    public RolledBackException(String what, String server, String phase, SQLException error) {
        super(
                "%s rolled back on %s: %s met error %d, SQLSTATE %s (%s); nothing of it stays, run it again"
                        .formatted(what, server, phase, error.getErrorCode(), error.getSQLState(), Text.reason(error)),
                error);
        this.error = error;
    }

    /** What the server said. */
    public SQLException error() {
        return error;
    }
}
