package dev.latchkey;

/** A distinct list has ended: nothing can be inserted into it or read from it any more. */
public final class ListEndedException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final transient LockKey name;

    /** For the floors above. */
    public ListEndedException(LockKey name, String server, String how) {
        super(
                "list %s on %s has ended: %s; set it up again, for longer if that was too early"
                        .formatted(name, server, how),
                null);
        this.name = name;
    }

    /** The name of the list. */
    public LockKey name() {
        return name;
    }
}
