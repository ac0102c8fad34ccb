package dev.latchkey.locks;

import dev.latchkey.HoldTimes;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The latest hold times of each lock class.
 *
 * <p>Thread-safe; {@link #add} allocates nothing once a class is known.
 */
final class HoldTimesByClass {

    /** Programs have some dozens of classes. Keys made without an id are classes of their own: these must not fill the memory. */
    static final int MOST_CLASSES = 1_000;

    private final ConcurrentMap<String, HoldTimeSeries> byClass = new ConcurrentHashMap<>();
    private final HoldTimeSeries others = new HoldTimeSeries();

    /** Notes that a lock of this class was held for so long. */
    void add(String lockClass, Duration held) {
        HoldTimeSeries series = byClass.get(lockClass);
        if (series == null) {
            series = isFull() ? others : newSeries(lockClass);
        }
        series.add(held);
    }

    /**
     * The latest {@value HoldTimeSeries#LENGTH} hold times of this class, but for the very last ones; of a class beyond the first
     * {@value #MOST_CLASSES}, those of all such classes together.
     */
    HoldTimes of(String lockClass) {
        HoldTimeSeries series = byClass.get(lockClass);
        if (series == null) {
            return isFull() ? others.latest() : HoldTimes.UNKNOWN;
        }
        return series.latest();
    }

    private synchronized HoldTimeSeries newSeries(String lockClass) {
        HoldTimeSeries known = byClass.get(lockClass);
        if (known != null || isFull()) {
            return known == null ? others : known;
        }
        HoldTimeSeries series = new HoldTimeSeries();
        byClass.put(lockClass, series);
        return series;
    }

    private boolean isFull() {
        return byClass.size() >= MOST_CLASSES;
    }
}
