package dev.latchkey.benchmarks.measure;

/**
 * A figure that is to be reached.
 *
 * @param ratio what was measured; not always a ratio, as its name tells
 * @param aim the bound
 * @param met whether it is on the right side of it
 */
public record Aim(String name, double ratio, double aim, boolean met) {

    private static final double PRECISION = 1_000;

    /** The more, the better. */
    public static Aim atLeast(double aim, String name, double ratio) {
        return new Aim(name, rounded(ratio), aim, ratio >= aim);
    }

    /** The less, the better. */
    public static Aim atMost(double aim, String name, double ratio) {
        return new Aim(name, rounded(ratio), aim, ratio <= aim);
    }

    private static double rounded(double ratio) {
        return Math.round(ratio * PRECISION) / PRECISION;
    }
}
