package dev.latchkey.locks;

import java.util.List;
import java.util.OptionalLong;

/**
 * What became of one request to the server.
 *
 * @param holds the holds, in the order of the request, if all were granted; else none
 * @param holder who holds the first of the locks, if known
 */
record Asked(List<Hold> holds, OptionalLong holder) {

    static Asked busy(OptionalLong holder) {
        return new Asked(List.of(), holder);
    }

    /** Whether all are still held. */
    boolean isHeld() {
        return granted() && holds.stream().allMatch(Hold::isHeld);
    }

    boolean granted() {
        return !holds.isEmpty();
    }
}
