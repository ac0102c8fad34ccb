package dev.latchkey.mysql;

import dev.latchkey.LockName;

/**
 * A lock that keeps others from what is behind it.
 *
 * @param name the lock
 * @param pass the session that may pass while it holds it; {@link #NO_PASS} for nobody
 */
public record Gate(LockName name, long pass) {

    /** No session has this id. */
    public static final long NO_PASS = 0;

    boolean isOpen(long holder) {
        return holder == NO_PASS || holder == pass;
    }
}
