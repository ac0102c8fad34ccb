package dev.latchkey.trials.demo;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What happened, counted. Thread-safe. */
final class Tally {

    enum Count {
        COMPLETED,
        ALREADY_DONE,
        /** Runs that found the lock held, and were tried again. */
        BUSY_RETRIES,
        /** Runs that ended because their session, lock or server went away. */
        LOST,
        /** Commits without an answer that the resolver found to be done. */
        RESOLVED,
        WORKERS_KILLED,
        SESSIONS_KILLED,
        SERVERS_RESTARTED
    }

    private final Map<Count, Long> counts = new ConcurrentHashMap<>();

    void add(Count... what) {
        for (Count count : what) {
            counts.merge(count, 1L, Long::sum);
        }
    }

    long get(Count count) {
        return counts.getOrDefault(count, 0L);
    }

    void add(Answer.Kind answer) {
        switch (answer) {
            case COMPLETED -> add(Count.COMPLETED);
            case RESOLVED -> add(Count.COMPLETED, Count.RESOLVED);
            case ALREADY_DONE -> add(Count.ALREADY_DONE);
            case BUSY -> add(Count.BUSY_RETRIES);
            case LOST -> add(Count.LOST);
            case READY, INSIDE, NOT_RUN, FAILED, PARTLY_DURABLE -> {}
        }
    }

    /** The counts that people follow. */
    String text() {
        return "done %,d, already done %,d, busy %,d, lost %,d, workers killed %,d, sessions killed %,d"
                .formatted(
                        get(Count.COMPLETED),
                        get(Count.ALREADY_DONE),
                        get(Count.BUSY_RETRIES),
                        get(Count.LOST),
                        get(Count.WORKERS_KILLED),
                        get(Count.SESSIONS_KILLED));
    }
}
