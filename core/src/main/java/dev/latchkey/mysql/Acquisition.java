package dev.latchkey.mysql;

import dev.latchkey.LockName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    /**
     * Those that were granted.
     *
     * @param names for which the answers are
     * @param held those that the session holds; counts where the answer was none
     */
    List<LockName> granted(List<LockName> names, Set<LockName> held) {
        List<LockName> granted = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Answer answer = answers.get(i);
            if (answer == Answer.YES || (answer == Answer.NONE && held.contains(names.get(i)))) {
                granted.add(names.get(i));
            }
        }
        return granted;
    }
}
