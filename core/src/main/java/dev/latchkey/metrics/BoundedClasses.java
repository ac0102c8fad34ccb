package dev.latchkey.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Lock classes as tags: a bounded number of values, whatever callers lock. Thread-safe. */
final class BoundedClasses {

    /** A meter keeps a time series for each value, and monitoring systems have little room; programs have some dozens of classes. */
    static final int MOST = 100;

    /** All classes after the first {@value #MOST}. */
    static final String OTHER = "other";

    /** The empty class: there are monitoring systems that take an empty tag for a missing one, and drop the meter. */
    static final String NONE = "none";

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    String tag(String lockClass) {
        if (lockClass.isEmpty()) {
            return NONE;
        }
        return known.contains(lockClass) || hasRoomFor(lockClass) ? lockClass : OTHER;
    }

    private boolean hasRoomFor(String lockClass) {
        return known.size() < MOST && addIfRoom(lockClass);
    }

    private synchronized boolean addIfRoom(String lockClass) {
        return known.contains(lockClass) || (known.size() < MOST && known.add(lockClass));
    }
}
