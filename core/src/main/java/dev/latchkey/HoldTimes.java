package dev.latchkey;

import java.time.Duration;
import java.util.List;

/**
 * How long locks of one class were held, as this program has seen it lately.
 *
 * <p>Immutable.
 *
 * @param sorted the latest hold times, shortest first; empty if none was seen yet
 */
public record HoldTimes(List<Duration> sorted) {

    /** Nothing was seen yet. */
    public static final HoldTimes UNKNOWN = new HoldTimes(List.of());

    public HoldTimes {
        sorted = sorted.stream().sorted().toList();
    }
}
