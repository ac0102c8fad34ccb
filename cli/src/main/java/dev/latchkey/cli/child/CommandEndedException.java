package dev.latchkey.cli.child;

/** The command was ended from here, or never begun, because it might not have been alone. */
public final class CommandEndedException extends Exception {

    private static final long serialVersionUID = 1;

    CommandEndedException(String message) {
        super(message);
    }
}
