package dev.latchkey.trials.torture.history;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One operation with all that is known of it. Times are of the monotonic clock, in nanoseconds.
 *
 * @param invoked when it began
 * @param entered when its caller had the lock, the last time if it was repeated on another shard
 * @param token its fencing token, if it drew one; likewise
 * @param left when its caller was about to give it back
 * @param answer how it ended; empty if its worker never told
 * @param answered when
 */
public record Operation(
        Invocation invocation,
        long invoked,
        OptionalLong entered,
        OptionalLong token,
        OptionalLong left,
        Optional<Answer> answer,
        OptionalLong answered) {

    public String id() {
        return invocation.operation();
    }

    /** Whether it ended in this way. */
    public boolean ended(Answer.Kind kind) {
        return answer.isPresent() && answer.get().kind() == kind;
    }

    /** Whether the operation itself is known to have had its effect. */
    public boolean isDoneNow() {
        return answer.isPresent() && answer.get().kind().isDoneNow();
    }

    /** Whether its caller held the locks from {@link #entered} to {@link #left} beyond doubt: the server said so afterwards. */
    public boolean heldForSure() {
        return entered.isPresent() && left.isPresent() && (isDoneNow() || ended(Answer.Kind.HELD));
    }

    static Operation of(Invocation invocation, long invoked) {
        OptionalLong never = OptionalLong.empty();
        return new Operation(invocation, invoked, never, never, never, Optional.empty(), never);
    }

    Operation entered(OptionalLong withToken, long at) {
        return new Operation(
                invocation, invoked, OptionalLong.of(at), withToken, OptionalLong.empty(), answer, answered);
    }

    Operation left(long at) {
        return new Operation(invocation, invoked, entered, token, OptionalLong.of(at), answer, answered);
    }

    Operation answered(Answer how, long at) {
        return new Operation(invocation, invoked, entered, token, left, Optional.of(how), OptionalLong.of(at));
    }
}
