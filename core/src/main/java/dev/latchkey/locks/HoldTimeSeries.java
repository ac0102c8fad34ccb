package dev.latchkey.locks;

import dev.latchkey.HoldTimes;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** The latest hold times of one lock class. Thread-safe, lock-free. */
final class HoldTimeSeries {

    /** Enough for 64 quantiles that mean something, few enough to follow a class whose holds become longer. */
    static final int LENGTH = 256;

    /** So much newer than a snapshot must be for a new one, as a part of its length: sorting costs 1,000 times as much as adding. */
    private static final int REFRESH_PART = 8;

    /*
     * A ring of nanoseconds; zero is a place that is not filled yet. Adding takes the next place and fills it. A snapshot may
     * miss a value whose place is taken but not filled: it then finds the value that was there before, or none.
     */
    private final AtomicLongArray ring = new AtomicLongArray(LENGTH);
    private final AtomicLong added = new AtomicLong();
    private volatile Snapshot snapshot = new Snapshot(0, HoldTimes.UNKNOWN);

    void add(Duration held) {
        int place = (int) (added.getAndIncrement() % LENGTH);
        ring.set(place, Math.max(1, held.toNanos()));
    }

    HoldTimes latest() {
        Snapshot latest = snapshot;
        long now = added.get();
        if (now - latest.added() > latest.holdTimes().sorted().size() / REFRESH_PART) {
            latest = new Snapshot(now, sorted());
            snapshot = latest;
        }
        return latest.holdTimes();
    }

    private HoldTimes sorted() {
        long[] filled = new long[LENGTH];
        Arrays.setAll(filled, ring::get);
        return new HoldTimes(Arrays.stream(filled)
                .filter(nanos -> nanos > 0)
                .mapToObj(Duration::ofNanos)
                .toList());
    }

    private record Snapshot(long added, HoldTimes holdTimes) {}
}
