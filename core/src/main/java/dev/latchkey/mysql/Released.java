package dev.latchkey.mysql;

import dev.latchkey.LockName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The server's answers to a release.
 *
 * @param answers one for each name, in their order
 * @param rest how many further acquisitions the session had, if it released all
 */
record Released(List<Answer> answers, long rest) {

    /** Whether each was held to this end, and nothing else. */
    boolean clean() {
        return rest == 0 && answers.stream().allMatch(answer -> answer == Answer.YES);
    }

    /** Those of these names, for which the answers are, that were held to this end. */
    Set<LockName> confirmed(List<LockName> names) {
        Set<LockName> confirmed = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (answers.get(i) == Answer.YES) {
                confirmed.add(names.get(i));
            }
        }
        return confirmed;
    }
}
