package dev.latchkey;

import java.time.Duration;
import java.util.List;

/** Asks when the hold times say that it pays. */
final class HoldTimePolling implements Polling {

    /**
     * A request costs a server about 0.1 ms of one core, which is little beside the wait of a caller. On hold times around 200 ms it
     * makes two or three requests, and the lock lies free for 25 to 40 ms.
     */
    static final Duration DEFAULT_PRICE = Duration.ofMillis(20);

    /** Part of the time held so far that is waited when no hold time tells more: the count of requests stays logarithmic. */
    private static final double BLIND_PART = 0.5;

    /** What people and programs take for "at once" after a hold of many seconds; one request a second is little for a server. */
    private static final double LONGEST_BLIND = 1;

    private static final long NANOS = 1_000_000_000;

    private final double price;

    HoldTimePolling(Duration price) {
        this.price = seconds(price);
    }

    @Override
    public Duration pause(Seen seen) {
        double heldFor = Math.max(0, seconds(seen.heldFor()));
        List<Duration> sorted = seen.holdTimes().sorted();
        List<Duration> longer = sorted.subList(firstLonger(sorted, seen.heldFor()), sorted.size());
        double pause = longer.isEmpty() ? blind(heldFor) : informed(heldFor, longer);
        return Duration.ofNanos(Math.round(Math.max(pause, seconds(WaitLimit.MIN)) * NANOS));
    }

    private double blind(double heldFor) {
        return Math.max(price, Math.min(heldFor * BLIND_PART, LONGEST_BLIND));
    }

    /** The bound by what was held so far is for a holder that is not like those before: few requests more, no long idleness. */
    private double informed(double heldFor, List<Duration> longer) {
        double check = InspectionSchedule.firstCheck(price, RemainingHold.quantiles(heldFor, longer));
        return Math.min(check - heldFor, Math.max(heldFor, LONGEST_BLIND));
    }

    private static int firstLonger(List<Duration> sorted, Duration heldFor) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted.get(middle).compareTo(heldFor) > 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** As a double, which no duration overflows. */
    static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / (double) NANOS;
    }

    @Override
    public String toString() {
        return "following the hold times, %d ms a request".formatted(Math.round(price * 1000));
    }
}
