package dev.latchkey.mysql;

import java.util.OptionalLong;

/**
 * What became of a request for locks.
 *
 * @param granted whether all of them were granted; else none is held
 * @param holder the session that holds the first of them, if one does
 */
public record Grant(boolean granted, OptionalLong holder) {

    static final Grant NOT_IN_TIME = new Grant(false, OptionalLong.empty());

    static Grant of(Acquisition acquisition) {
        boolean granted = acquisition.all(Answer.YES);
        boolean firstWasOurs = !granted && acquisition.answers().get(0) == Answer.YES;
        Long holder = firstWasOurs ? null : acquisition.holder();
        return new Grant(granted, holder == null ? OptionalLong.empty() : OptionalLong.of(holder));
    }
}
