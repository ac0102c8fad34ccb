package dev.latchkey.locks;

import dev.latchkey.ServerUnavailableException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that gave no answer to a request, which was repeated on another one. Each may have been granted the locks, and may
 * live on at the server for a while: who is told then that they are busy must not take that for somebody who works under them.
 */
final class Unanswered {

    private final Set<Long> sessions = new HashSet<>();
    private @Nullable ServerUnavailableException last;

    /** One more. */
    void add(long session, ServerUnavailableException why) {
        sessions.add(session);
        last = why;
    }

    /** What the last one was answered; in doubt if it may be one of those before it that has the locks, or had until just now. */
    Asked judge(Asked asked) {
        boolean others =
                asked.holder().isPresent() && !sessions.contains(asked.holder().getAsLong());
        return asked.granted() || others ? asked : new Asked(asked.holds(), asked.holder(), Optional.ofNullable(last));
    }
}
