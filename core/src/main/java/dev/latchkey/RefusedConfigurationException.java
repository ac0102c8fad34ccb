package dev.latchkey;

/** The configuration, or what a server says of itself, would break the promise. Nothing was started. */
public final class RefusedConfigurationException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    /** For the floors above: the text names what was found, the bound and the fix. */
    public RefusedConfigurationException(String message) {
        super(message, null);
    }
}
