package dev.latchkey;

import org.jspecify.annotations.Nullable;

/**
 * The commit got no answer, and what became of it couldn't be found out. The work may be durable, or not at all.
 *
 * <p>A run with a work id may simply be run again: it finds out. One without has to be looked at by the caller.
 */
public final class UnresolvedCommitException extends LatchkeyException {

    private static final long serialVersionUID = 1;

    private final transient Id runId;

    /** For the floors above. */
    public UnresolvedCommitException(
            String whatAndWhere, Id runId, String evidence, String nextStep, @Nullable Throwable cause) {
        super(
                "commit of %s is unresolved: %s; %s (run id %s)".formatted(whatAndWhere, evidence, nextStep, runId),
                cause);
        this.runId = runId;
    }

    /** The run's own id; the receipt has it if the commit happened. */
    public Id runId() {
        return runId;
    }
}
