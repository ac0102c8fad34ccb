package dev.latchkey;

import java.util.List;

/** The server found that waiting for these locks would wait for itself, and refused. None of them is held. */
public final class LockDeadlockException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final transient List<LockName> names;

    /** For the floors above. */
    public LockDeadlockException(List<LockName> names, String server, Throwable cause) {
        super(
                "locks %s not acquired on %s: a deadlock, as the server says (%s); none is held, try again, and take several locks in one call everywhere"
                        .formatted(names, server, Text.reason(cause)),
                cause);
        this.names = List.copyOf(names);
    }

    /** The locks that were wanted. */
    public List<LockName> names() {
        return names;
    }
}
