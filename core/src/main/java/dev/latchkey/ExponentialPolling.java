package dev.latchkey;

import java.time.Duration;

/** A pause that doubles with each request, up to a bound. */
final class ExponentialPolling implements Polling {

    /** So many doublings make more than the longest pause, 24 h, out of the shortest, 1 ms. */
    private static final int MOST_DOUBLINGS = 27;

    private final Duration first;
    private final Duration longest;

    ExponentialPolling(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
    }

    @Override
    public Duration pause(Seen seen) {
        int doublings = Math.min(Math.max(seen.requests() - 1, 0), MOST_DOUBLINGS);
        Duration pause = first.multipliedBy(1L << doublings);
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    @Override
    public String toString() {
        return "from %s, doubling up to %s".formatted(Text.duration(first), Text.duration(longest));
    }
}
