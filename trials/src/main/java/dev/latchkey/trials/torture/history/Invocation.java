package dev.latchkey.trials.torture.history;

import java.time.Duration;
import java.util.List;

/**
 * What a worker is about to ask for.
 *
 * @param operation its id, which no other operation of the campaign has: {@code w2.5-123} for worker 2 in its fifth life
 * @param keys the lock keys, or the name of the list
 * @param workId the work id of a run that happens once, or the item for a list; empty for everything else
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
        SEVERAL,
        /** A slot of a semaphore. */
        SLOT,
        /** A lock that is held by others at the same time, but not beside an exclusive one. */
        SHARED,
        /** A lock that is held beside neither a shared nor any other one. */
        EXCLUSIVE,
        /** An item for a distinct list. */
        INSERT;

        /** Whether work runs in a transaction. */
        public boolean isRun() {
            return this == ONCE || this == EACH;
        }

        /** Whether its caller has the key for itself alone. */
        public boolean isAlone() {
            return this != SLOT && this != SHARED;
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
