package dev.latchkey.batch;

import java.time.Duration;

/** How long what meets trouble is tried again, and after which pauses: doubling ones. Used by one thread. */
final class Patience {

    private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();

    /** Long enough to cost nobody anything, short enough to be noticed by nobody when the trouble is over. */
    private static final long LONGEST_PAUSE = Duration.ofSeconds(5).toNanos();

    private final long limit;
    private long since;
    private long pause;

    Patience(Duration limit) {
        this.limit = limit.toNanos();
    }

    /** There is trouble, for the first time or still; whether to try again. */
    boolean trouble(long now) {
        if (pause == 0) {
            since = now;
        }
        pause = pause == 0 ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
        return now - since < limit;
    }

    boolean isTried() {
        return pause > 0;
    }

    /** How long to wait before the next try; the last one comes when the patience ends. */
    long pause(long now) {
        long left = since + limit - now;
        return left > 0 ? Math.min(pause, left) : pause;
    }

    void troubleIsOver() {
        pause = 0;
    }
}
