package dev.latchkey.trials.torture.worker;

import java.time.Duration;
import java.util.Random;

/**
 * How a piece of work behaves.
 *
 * @param pause how long it is in Java between its statements
 * @param deadlocks whether it wants rows that others want in another order, and swallows the error if it can't have them
 * @param firstRow which of the two it wants first
 * @param releasesItsLock whether it calls a procedure that does so
 */
record Temper(Duration pause, boolean deadlocks, int firstRow, boolean releasesItsLock) {

    static final Temper MILD = new Temper(Duration.ZERO, false, 1, false);

    private static final int LONGEST_PAUSE_MILLIS = 6;
    private static final int PAUSE_BETWEEN_ROWS_MILLIS = 20;
    private static final int PAUSE_AFTER_RELEASE_MILLIS = 40;

    /** One at random. A few are silent for longer than the lease: a heartbeat must keep their lock. */
    static Temper of(Random random, Duration lease) {
        int which = random.nextInt(100);
        boolean releases = which < 3;
        boolean silent = which == 3;
        Duration pause = silent
                ? lease.plus(lease.dividedBy(2))
                : Duration.ofMillis(releases ? PAUSE_AFTER_RELEASE_MILLIS : random.nextInt(LONGEST_PAUSE_MILLIS));
        boolean deadlocks = which >= 65;
        return new Temper(
                deadlocks ? pause.plusMillis(PAUSE_BETWEEN_ROWS_MILLIS) : pause,
                deadlocks,
                1 + random.nextInt(2),
                releases);
    }

    int secondRow() {
        return 3 - firstRow;
    }
}
