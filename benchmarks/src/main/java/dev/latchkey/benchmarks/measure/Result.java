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
    private static final double LARGE = 100;

    public Result {
        Map<String, Double> rounded = new LinkedHashMap<>();
        figures.forEach((name, value) ->
                rounded.put(name, value > LARGE ? Math.rint(value) : Math.round(value * PRECISION) / PRECISION));
        figures = Collections.unmodifiableMap(rounded);
    }

    /** Figures in the order of the map. */
    public static Result of(String measurement, String contender, int threads, Map<String, Double> figures) {
        return new Result(measurement, contender, threads, figures);
    }

    /** One of the figures in words: large ones without decimals. */
    public String said(String figure) {
        double value = figures.getOrDefault(figure, 0.0);
        return (value > LARGE ? "%,.0f" : "%.2f").formatted(value);
    }
}
