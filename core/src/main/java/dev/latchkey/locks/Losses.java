package dev.latchkey.locks;

import dev.latchkey.LostLock;
import dev.latchkey.LostLock.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Locks of one session that were lost at one moment. Immutable. */
final class Losses {

    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

    /** A log line names so many lost locks, and counts the others. */
    private static final int NAMED_IN_LOG = 5;

    private final Map<Hold, LostLock> lost;

    private Losses(Map<Hold, LostLock> lost) {
        this.lost = lost;
    }

    /** Marks them as lost: those of these that were held until now. */
    static Losses mark(List<Hold> gone, Evidence evidence, String detail) {
        Map<Hold, LostLock> lost = new LinkedHashMap<>();
        for (Hold hold : gone) {
            LostLock loss = hold.lossNow(evidence, detail);
            if (hold.marked(loss)) {
                lost.put(hold, loss);
            }
        }
        return new Losses(lost);
    }

    boolean isEmpty() {
        return lost.isEmpty();
    }

    int size() {
        return lost.size();
    }

    /**
     * Tells everybody who wants to know: the log, the listener, and those who took the locks.
     *
     * @param shared whether other locks were on the session, which then was not killed for one that was held too long
     */
    void tell(boolean shared, Surroundings around) {
        List<Runnable> notices = new ArrayList<>();
        lost.forEach((hold, loss) ->
                hold.tell(loss, !shared && loss.evidence() == Evidence.HELD_TOO_LONG, around, notices::add));
        log(List.copyOf(lost.values()));
        if (!notices.isEmpty()) {
            around.background().runInAnyCase(() -> notices.forEach(Told::run));
        }
    }

    private static void log(List<LostLock> lost) {
        if (lost.size() <= NAMED_IN_LOG) {
            lost.forEach(loss -> LOG.warn("{}", loss));
        } else {
            LOG.warn(
                    "{}; {} further locks of that session are lost with it, among them {}",
                    lost.get(0),
                    lost.size() - 1,
                    lost.stream()
                            .skip(1)
                            .limit(NAMED_IN_LOG)
                            .map(LostLock::name)
                            .toList());
        }
    }
}
