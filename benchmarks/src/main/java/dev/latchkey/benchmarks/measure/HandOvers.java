package dev.latchkey.benchmarks.measure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** How a lock went from hand to hand among contenders that wanted it all the time. Thread-safe. */
public final class HandOvers {

    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Tenure> tenures = Collections.synchronizedList(new ArrayList<>());

    /**
     * The time for which one contender had the lock.
     *
     * @param contender who it was
     * @param wanted when it began to ask, by {@code System.nanoTime()}, which all processes of a machine share on Linux
     * @param granted when it heard that it had the lock
     * @param released when it began to release it
     */
    public record Tenure(int contender, long wanted, long granted, long released) {}

    public void add(Tenure tenure) {
        tenures.add(tenure);
    }

    public int count() {
        return tenures.size();
    }

    /** The median of the times for which the lock lay free, in milliseconds. */
    public double idleMillis() {
        return idle().getValueAtPercentile(50) / NANOS_PER_MILLI;
    }

    /** How often each had it, the most to the fewest; one that never had it counts as having had it once. */
    public double unfairness(int contenders) {
        long[] times = new long[contenders];
        tenures.forEach(tenure -> times[tenure.contender()]++);
        long most = 0;
        long fewest = Long.MAX_VALUE;
        for (long t : times) {
            most = Math.max(most, t);
            fewest = Math.min(fewest, t);
        }
        return (double) most / Math.max(1, fewest);
    }

    /**
     * The figures of a report.
     *
     * @param seconds how long it went on
     */
    public Map<String, Double> figures(int contenders, double seconds) {
        Histogram idle = idle();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("perSecond", count() / seconds);
        figures.put("idleP50Millis", idle.getValueAtPercentile(50) / NANOS_PER_MILLI);
        figures.put("idleP99Millis", idle.getValueAtPercentile(99) / NANOS_PER_MILLI);
        figures.put("waitP50Millis", waits().getValueAtPercentile(50) / NANOS_PER_MILLI);
        figures.put("mostToFewest", unfairness(contenders));
        return figures;
    }

    /** For how long the lock was free and somebody wanted it; the release is noted before it is sent. */
    private Histogram idle() {
        List<Tenure> inOrder = new ArrayList<>(tenures);
        inOrder.sort(Comparator.comparingLong(Tenure::granted));
        Histogram idle = new Histogram(3);
        long wantedSince = Long.MAX_VALUE; // by whoever has it then, or later
        for (int i = inOrder.size() - 1; i > 0; i--) {
            Tenure next = inOrder.get(i);
            wantedSince = Math.min(wantedSince, next.wanted());
            long free = Math.max(wantedSince, inOrder.get(i - 1).released());
            idle.recordValue(Math.max(0, next.granted() - free));
        }
        return idle;
    }

    private Histogram waits() {
        Histogram waits = new Histogram(3);
        tenures.forEach(tenure -> waits.recordValue(tenure.granted() - tenure.wanted()));
        return waits;
    }
}
