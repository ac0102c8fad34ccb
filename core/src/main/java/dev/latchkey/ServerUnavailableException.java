package dev.latchkey;

/** A server couldn't be asked, or all sessions of its pool are in use. The work didn't run. */
public final class ServerUnavailableException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    /** For the floors above. */
    public ServerUnavailableException(String what, String server, Throwable cause) {
        super(
                "%s on %s failed: %s; check that the server answers, and the pool's size"
                        .formatted(what, server, Text.reason(cause)),
                cause);
    }
}
