package dev.latchkey;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * How a run ended when nothing went wrong. Trouble is an exception.
 *
 * <pre>{@code
 * String answer = outcome.match(
 *         completed -> "booked: " + completed.value(),
 *         alreadyDone -> "booked before: " + alreadyDone.value(),
 *         busy -> "try later: " + busy.holder());
 * }</pre>
 *
 * @param <T> what the work returns
 */
public sealed interface Outcome<T> {

    /**
     * The work ran and its effect is durable. No other run of the same action had or will have one.
     *
     * @param value what the work returned
     * @param heldToTheEnd whether the server confirmed, at the release, that the lock was held until after the commit;
     *     false is a finding for the log, not a doubt about the effect
     * @param resolved whether the commit had to be looked up because its answer never came
     * @param mark completes when the ledger's state is known, never exceptionally; the run doesn't wait for it
     */
    record Completed<T>(T value, boolean heldToTheEnd, boolean resolved, CompletionStage<MarkState> mark)
            implements Outcome<T> {}

    /**
     * The action had its effect before. The work didn't run, or was rolled back.
     *
     * @param value the first result
     */
    record AlreadyDone<T>(T value) implements Outcome<T> {}

    /**
     * Somebody else holds the lock, for longer than the caller was ready to wait. Nothing was done.
     *
     * @param holder who holds it, if it still did when we looked
     */
    record Busy<T>(Optional<Holder> holder) implements Outcome<T> {}

    /** Calls the one function that fits. */
    default <R> R match(
            Function<? super Completed<T>, ? extends R> completed,
            Function<? super AlreadyDone<T>, ? extends R> alreadyDone,
            Function<? super Busy<T>, ? extends R> busy) {
        if (this instanceof Completed<T> c) {
            return completed.apply(c);
        }
        return this instanceof AlreadyDone<T> a ? alreadyDone.apply(a) : busy.apply((Busy<T>) this);
    }
}
