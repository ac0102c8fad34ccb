package dev.latchkey.cli.child;

import dev.latchkey.WaitLimit;
import java.util.Optional;

/**
 * How long to wait for a lock.
 *
 * @param limit of one wait; empty for not at all
 * @param again whether another wait follows one that was in vain
 */
public record Waiting(Optional<WaitLimit> limit, boolean again) {

    public static final Waiting NOT = new Waiting(Optional.empty(), false);

    /** A wait has a limit of a day, and then there is the next. */
    public static final Waiting FOREVER = new Waiting(Optional.of(WaitLimit.of(WaitLimit.MAX)), true);

    public static Waiting upTo(WaitLimit limit) {
        return new Waiting(Optional.of(limit), false);
    }
}
