package dev.latchkey.trials.torture.history;

import java.time.Duration;
import java.util.List;

/**
 * What a worker is about to ask for.
 *
 * @param operation its id, which no other operation of the campaign has: {@code w2.5-123} for worker 2 in its fifth life
 * @param keys the lock keys
 * @param workId the work id of a run that happens once; empty for everything else
 * @param limit how long it may wait for locks
 */
public record Invocation(String operation, Kind kind, List<String> keys, String workId, Duration limit) {

    /** Kinds of operations. */
    public enum Kind {
        /** A guarded run with a work id. */
        ONCE,
        /** A guarded run without one. */
        EACH,
        /** A lock that is taken if it is free. */
        TRY,
        /** A lock that is waited for. */
        WAIT,
        /** Several locks together. */
        SEVERAL;

        /** Whether it changes tables. */
        public boolean isRun() {
            return this == ONCE || this == EACH;
        }
    }

    public Invocation {
        keys = List.copyOf(keys);
    }

    /** The process that has it: {@code w2.5}. */
    public String process() {
        return operation.substring(0, operation.indexOf('-'));
    }
}
