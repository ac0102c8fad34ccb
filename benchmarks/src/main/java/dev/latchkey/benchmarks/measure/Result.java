package dev.latchkey.benchmarks.measure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Raw figures of one contender in one measurement.
 *
 * @param figures by name, which has the unit: {@code p50Micros}
 */
public record Result(String measurement, String contender, int threads, Map<String, Double> figures) {

    private static final double PRECISION = 1_000;

    public Result {
        Map<String, Double> rounded = new LinkedHashMap<>();
        figures.forEach((name, value) -> rounded.put(name, Math.round(value * PRECISION) / PRECISION));
        figures = Collections.unmodifiableMap(rounded);
    }

    /** Figures in the order of the map. */
    public static Result of(String measurement, String contender, int threads, Map<String, Double> figures) {
        return new Result(measurement, contender, threads, figures);
    }
}
