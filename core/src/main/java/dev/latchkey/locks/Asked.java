package dev.latchkey.locks;

import dev.latchkey.ServerUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of one request to the server.
 *
 * @param holds the holds, in the order of the request, if all were granted; else none
 * @param holder who holds the first of the locks, if known
 * @param doubt why it may not be somebody else who has them, if none was granted
 */
record Asked(List<Hold> holds, OptionalLong holder, Optional<ServerUnavailableException> doubt) {

    static Asked granted(List<Hold> holds, OptionalLong holder) {
        return new Asked(holds, holder, Optional.empty());
    }

    static Asked busy(OptionalLong holder) {
        return new Asked(List.of(), holder, Optional.empty());
    }

    /** Whether all are still held. */
    boolean isHeld() {
        return granted() && holds.stream().allMatch(Hold::isHeld);
    }

    boolean granted() {
        return !holds.isEmpty();
    }
}
