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
        Long holder = acquisition.holder();
        return new Grant(acquisition.all(Answer.YES), holder == null ? OptionalLong.empty() : OptionalLong.of(holder));
    }
}
