package dev.latchkey.cli.child;

/** A command that can't be started; nothing of it runs. */
public final class CommandNotStartedException extends Exception {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    CommandNotStartedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What shells answer in this case: 127 if there is no such command, 126 if it can't be executed. */
    public int exitCode() {
        return exitCode;
    }
}
