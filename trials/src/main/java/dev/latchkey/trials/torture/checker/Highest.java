package dev.latchkey.trials.torture.checker;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * For each time, which of those before it has the highest number.
 *
 * @param <T> what has a time and a number
 */
final class Highest<T> {

    private final NavigableMap<Long, T> upTo = new TreeMap<>();

    Highest(Collection<T> all, ToLongFunction<T> time, ToLongFunction<T> number) {
        Comparator<T> byNumber = Comparator.comparingLong(number);
        all.stream()
                .sorted(Comparator.comparingLong(time))
                .forEach(next -> upTo.merge(
                        time.applyAsLong(next),
                        upTo.isEmpty()
                                ? next
                                : higher(byNumber, upTo.lastEntry().getValue(), next),
                        (one, other) -> higher(byNumber, one, other)));
    }

    private static <T> T higher(Comparator<T> byNumber, T one, T other) {
        return byNumber.compare(one, other) >= 0 ? one : other;
    }

    /** Empty if there is none before this time. */
    Optional<T> before(long time) {
        return Optional.ofNullable(upTo.lowerEntry(time)).map(Map.Entry::getValue);
    }
}
