package dev.latchkey.mysql;

import dev.latchkey.LockName;
import java.util.List;
import java.util.OptionalLong;

/**
 * What became of a request for locks.
 *
 * @param locks those that were granted: all that were asked for, or one of them if that was asked; else none
 * @param holder the session that holds the first of them, if one does and it is known
 */
public record Grant(List<LockName> locks, OptionalLong holder) {

    static final Grant NONE = new Grant(List.of(), OptionalLong.empty());

    static Grant of(List<LockName> names, Acquisition acquisition) {
        boolean granted = acquisition.all(Answer.YES);
        boolean firstWasOurs = !granted && acquisition.answers().get(0) == Answer.YES;
        Long holder = firstWasOurs ? null : acquisition.holder();
        return new Grant(granted ? names : List.of(), holder == null ? OptionalLong.empty() : OptionalLong.of(holder));
    }

    /** Whether there are any. */
    public boolean granted() {
        return !locks.isEmpty();
    }
}
