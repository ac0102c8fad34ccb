package dev.latchkey;

import java.time.Duration;
import java.util.List;

/** How long a holder will have held a lock, given that it holds it still: estimated from the hold times before. */
final class RemainingHold {

    /*
     * The next of n + 1 interchangeable values falls into each of the n + 1 gaps between the n known ones with the same
     * probability. The gaps are: from now to the shortest, between neighbours, and beyond the longest. Within a gap nothing is
     * known, so it is filled evenly: a schedule that trusted in the known values themselves would ask right after one of them.
     * How wide the gap beyond the longest is, the longest tell: an exponential tail exceeds any threshold by the same mean, and
     * twice the mean is the width of what is evenly filled.
     */

    /** The schedule costs the square of it: 64 are a few microseconds, and within 1.6 % of the distribution. */
    static final int CELLS = 64;

    /** The finest pause there is; a tail must have some width when all hold times are equal. */
    private static final double LEAST_TAIL = 0.001;

    private RemainingHold() {}

    /**
     * The bounds of {@value #CELLS} equally likely spans of the end of the hold, in seconds since its begin.
     *
     * @param heldFor the time held so far, in seconds
     * @param longer the known hold times that are longer, shortest first; not empty
     */
    static double[] quantiles(double heldFor, List<Duration> longer) {
        int known = longer.size();
        double[] knots = new double[known + 2];
        knots[0] = heldFor;
        for (int i = 0; i < known; i++) {
            knots[i + 1] = HoldTimePolling.seconds(longer.get(i));
        }
        knots[known + 1] = knots[known] + tail(knots, known);

        double[] quantiles = new double[CELLS + 1];
        for (int cell = 0; cell < CELLS; cell++) {
            double position = cell * (known + 1) / (double) CELLS;
            int knot = (int) position;
            quantiles[cell] = knots[knot] + (position - knot) * (knots[knot + 1] - knots[knot]);
        }
        quantiles[CELLS] = knots[known + 1];
        return quantiles;
    }

    private static double tail(double[] knots, int known) {
        int above = (int) Math.ceil(Math.sqrt(known));
        double threshold = knots[known - above];
        double excess = 0;
        for (int i = known - above + 1; i <= known; i++) {
            excess += knots[i] - threshold;
        }
        return Math.max(LEAST_TAIL, 2 * excess / above);
    }
}
