package dev.latchkey.benchmarks.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What was measured of one contender, round by round. Filled by one thread. */
public final class Series {

    private static final double NANOS_PER_MICRO = 1_000;

    private final String contender;
    private final List<Double> perSecond = new ArrayList<>();
    private final Histogram latency = new Histogram(3);

    Series(String contender) {
        this.contender = contender;
    }

    void add(long operations, long nanos, Histogram latencies) {
        perSecond.add(operations * 1e9 / nanos);
        latency.add(latencies);
    }

    /** The median of the rounds. */
    public double perSecond() {
        return median(perSecond);
    }

    /** How many times as fast this one is: the median of the rounds' ratios, since both have their turns in the same noise. */
    public double ratioTo(Series other) {
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < perSecond.size(); round++) {
            ratios.add(perSecond.get(round) / other.perSecond.get(round));
        }
        return median(ratios);
    }

    /** As a report has it. */
    public Result result(String measurement, int threads) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("perSecond", perSecond());
        figures.put("p50Micros", latency.getValueAtPercentile(50) / NANOS_PER_MICRO);
        figures.put("p99Micros", latency.getValueAtPercentile(99) / NANOS_PER_MICRO);
        return Result.of(measurement, contender, threads, figures);
    }

    /** The middle one, or the mean of the two in the middle. */
    public static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
