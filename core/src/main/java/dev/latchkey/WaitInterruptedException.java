package dev.latchkey;

/** The thread was interrupted while it waited for a lock. It doesn't hold the lock, and its interrupt is set again. */
public final class WaitInterruptedException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final transient LockName name;

    /** For the floors above. */
    public WaitInterruptedException(LockName name, String server, Exception cause) {
        super("the wait for lock %s on %s was interrupted; nothing is held".formatted(name, server), cause);
        this.name = name;
    }

    /** The lock that was wanted; the first one of several. */
    public LockName name() {
        return name;
    }
}
