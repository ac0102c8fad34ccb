package dev.latchkey;

/** When to look whether something has ended, if each look has a price. */
final class InspectionSchedule {

    /*
     * The optimal inspection schedule of Barlow, Hunter and Proschan (1963): looks cost a price each, and from its end to the next
     * look the thing is idle; the sum of both is to be the least on average. The end falls into each of n spans with the same
     * probability, and looks are taken at the bounds q(0) < … < q(n) of spans. Idleness lasts from the end to the look that finds
     * it, and no schedule moves the end: the moment of that look is what counts. So the looks after q(i) cost, times n:
     *
     *   cost(n) = 0
     *   cost(i) = min over j > i of  price * (n - i)    the look at q(j), in the n - i cases where the end comes after q(i)
     *                              + q(j) * (j - i)     it finds the end in the j - i cases where that comes before q(j)
     *                              + cost(j)            the looks after it, in the others
     *
     * The j of the least cost(0) is the next look. Who finds there that the end hasn't come asks again, knowing that.
     */

    private InspectionSchedule() {}

    /**
     * The time of the next look.
     *
     * @param price what a look costs, in the unit of the bounds
     * @param bounds the bounds of equally likely spans, the present first
     */
    static double firstCheck(double price, double[] bounds) {
        int spans = bounds.length - 1;
        double[] cost = new double[spans + 1];
        int next = spans;
        for (int i = spans - 1; i >= 0; i--) {
            double least = Double.POSITIVE_INFINITY;
            for (int j = spans; j > i; j--) {
                double all = price * (spans - i) + bounds[j] * (j - i) + cost[j];
                if (all < least) {
                    least = all;
                    next = j;
                }
            }
            cost[i] = least;
        }
        return bounds[next];
    }
}
