package dev.latchkey;

import java.util.Optional;

/** {@code acquire} waited as long as it was allowed to, and somebody else still held the lock. */
public final class LockNotAcquiredException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final transient LockName name;
    private final transient Optional<Holder> holder;

    /** For the floors above. */
    public LockNotAcquiredException(LockName name, String server, WaitLimit waited, Optional<Holder> holder) {
        super(
                "lock %s not acquired on %s: waited %s, %s; wait longer or look at that holder"
                        .formatted(
                                name,
                                server,
                                waited,
                                holder.map(h -> "held by " + h).orElse("its holder was gone when we looked")),
                null);
        this.name = name;
        this.holder = holder;
    }

    /** The lock that was wanted. */
    public LockName name() {
        return name;
    }

    /** Who held it when the wait ended, if it still did when we looked. */
    public Optional<Holder> holder() {
        return holder;
    }
}
