package dev.latchkey.trials.torture.history;

import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.Outcome;
import dev.latchkey.trials.stage.Trouble;

/**
 * How an operation ended.
 *
 * @param value the result of a run that was done, now or before: the id of the operation that did it
 * @param text for people: the exception
 */
public record Answer(Kind kind, String value, String text) {

    /** How operations end. */
    public enum Kind {
        COMPLETED,
        /** Completed, as the resolver found out. */
        RESOLVED,
        ALREADY_DONE,
        BUSY,
        /** A lock that was held until it was released, as the server said. */
        HELD,
        /** An item that is new in its list. */
        INSERTED,
        /** An item that was in its list before. */
        PRESENT,
        LOST,
        ROLLED_BACK,
        NOT_RUN,
        UNRESOLVED,
        /** What should never happen. */
        FAILED;

        /** Whether the run itself had an effect. */
        public boolean isDoneNow() {
            return this == COMPLETED || this == RESOLVED;
        }

        /** Whether the action is known to have had its effect. */
        public boolean acknowledges() {
            return isDoneNow() || this == ALREADY_DONE;
        }
    }

    public static Answer of(Kind kind) {
        return new Answer(kind, "", "");
    }

    /** The answer to a run that ended well. */
    public static Answer of(Outcome<String> outcome) {
        return outcome.match(
                completed -> new Answer(
                        completed.resolved() ? Kind.RESOLVED : Kind.COMPLETED,
                        completed.value(),
                        completed.heldToTheEnd() ? "" : "not held to the end"),
                alreadyDone -> new Answer(Kind.ALREADY_DONE, alreadyDone.value(), ""),
                busy -> of(Kind.BUSY));
    }

    /** The answer that an exception is. */
    public static Answer of(Exception thrown) {
        if (thrown instanceof LockNotAcquiredException) {
            return of(Kind.BUSY);
        }
        Kind kind = switch (Trouble.of(thrown)) {
            case LOST -> Kind.LOST;
            case UNRESOLVED -> Kind.UNRESOLVED;
            case ROLLED_BACK -> Kind.ROLLED_BACK;
            case NOT_RUN -> Kind.NOT_RUN;
            case PARTLY_DURABLE, FAILED -> Kind.FAILED;
        };
        return new Answer(kind, "", thrown.toString());
    }
}
