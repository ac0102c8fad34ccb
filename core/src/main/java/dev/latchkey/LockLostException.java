package dev.latchkey;

import org.jspecify.annotations.Nullable;

/**
 * The session died, or no longer held the lock, before the release. In a run, nothing of the work stays: the server rolls
 * a session's transaction back before it frees its locks.
 */
public final class LockLostException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final transient LockName name;
    private final long session;

    /** For the floors above. */
    public LockLostException(LockName name, String server, long session, String evidence, @Nullable Throwable cause) {
        super(
                "lock %s lost on %s: session %d %s; run it again, and look in the server's log for who ended that session"
                        .formatted(
                                name,
                                server,
                                session,
                                cause == null ? evidence : evidence + " (" + Text.reason(cause) + ")"),
                cause);
        this.name = name;
        this.session = session;
    }

    /** The lock that was lost. */
    public LockName name() {
        return name;
    }

    /** The session that held it. */
    public long session() {
        return session;
    }
}
