package dev.latchkey.mysql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server's answers to a request for locks.
 *
 * @param answers one for each name, in their order
 * @param holder the session that holds the first of the locks after all this; null if nobody does
 */
record Acquisition(List<Answer> answers, @Nullable Long holder) {

    boolean all(Answer answer) {
        return answers.stream().allMatch(a -> a == answer);
    }
}
