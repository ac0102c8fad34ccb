package dev.latchkey;

import org.jspecify.annotations.Nullable;

/**
 * The session died, or no longer held the lock, before the release. In a run, nothing of the work stays: the server rolls
 * a session's transaction back before it frees its locks.
 */
public final class LockLostException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final transient LostLock lock;

    /** For the floors above. */
    public LockLostException(LostLock lock, @Nullable Throwable cause) {
        super(cause == null ? lock.toString() : "%s (%s)".formatted(lock, Text.reason(cause)), cause);
        this.lock = lock;
    }

    /** What is known of the loss. */
    public LostLock lock() {
        return lock;
    }
}
