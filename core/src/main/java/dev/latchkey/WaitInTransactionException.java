package dev.latchkey;

/**
 * Work whose transaction is open wanted to wait for a named lock. Its transaction may have locked what the lock's holder waits
 * for, and no server finds such a deadlock. Nothing was waited for.
 */
public final class WaitInTransactionException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final transient LockName name;

    /** For the floors above. */
    public WaitInTransactionException(LockName name) {
        super(
                "waiting for lock %s refused: the work on this thread has sent statements, and a deadlock between a lock and a row is found by no server; take it before the run, or try it without waiting"
                        .formatted(name),
                null);
        this.name = name;
    }

    /** The lock that was wanted; the first one of several. */
    public LockName name() {
        return name;
    }
}
