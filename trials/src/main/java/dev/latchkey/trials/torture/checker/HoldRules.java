package dev.latchkey.trials.torture.checker;

import static java.util.Comparator.comparingLong;
import static java.util.stream.Collectors.groupingBy;

import dev.latchkey.trials.torture.ground.Keys;
import dev.latchkey.trials.torture.history.Invocation.Kind;
import dev.latchkey.trials.torture.history.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Rules about who held what at the same time: as far as the server confirmed it to each. */
final class HoldRules {

    private HoldRules() {}

    /** One caller's hold of one key. */
    private record Span(String key, Operation operation) {

        long start() {
            return operation.entered().orElseThrow();
        }

        long end() {
            return operation.left().orElseThrow();
        }

        boolean overlaps(Span other) {
            return start() < other.end() && other.start() < end();
        }

        double millisLeftAt(Span later) {
            return (end() - later.start()) / 1e6;
        }

        @Override
        public String toString() {
            return operation.id();
        }
    }

    /** The holds of this kind: for each key those of it, in the order of their beginnings. */
    private static Collection<List<Span>> holds(Evidence evidence, Predicate<Kind> kind) {
        return evidence.operations().stream()
                .filter(Operation::heldForSure)
                .filter(operation -> kind.test(operation.invocation().kind()))
                .flatMap(operation -> operation.invocation().keys().stream().map(key -> new Span(key, operation)))
                .sorted(comparingLong(Span::start))
                .collect(groupingBy(Span::key))
                .values();
    }

    static List<String> overlaps(Evidence evidence) {
        return holds(evidence, Kind::isAlone).stream()
                .flatMap(HoldRules::overlaps)
                .toList();
    }

    private static Stream<String> overlaps(List<Span> spans) {
        List<String> overlaps = new ArrayList<>();
        Span longest = spans.get(0);
        for (Span next : spans.subList(1, spans.size())) {
            if (next.start() < longest.end()) {
                overlaps.add("%s was held by %s and, %.3f ms before that ended, by %s"
                        .formatted(next.key(), longest, longest.millisLeftAt(next), next));
            }
            longest = next.end() > longest.end() ? next : longest;
        }
        return overlaps.stream();
    }

    static List<String> tooMany(Evidence evidence) {
        return holds(evidence, kind -> kind == Kind.SLOT).stream()
                .flatMap(HoldRules::tooMany)
                .toList();
    }

    private static Stream<String> tooMany(List<Span> spans) {
        List<String> tooMany = new ArrayList<>();
        PriorityQueue<Long> ends = new PriorityQueue<>();
        for (Span next : spans) {
            ends.removeIf(end -> end <= next.start());
            ends.add(next.end());
            if (ends.size() > Keys.SLOTS) {
                tooMany.add("%s had %d holders when %s came".formatted(next.key(), ends.size(), next));
            }
        }
        return tooMany.stream();
    }

    static List<String> besideAnExclusiveOne(Evidence evidence) {
        return holds(evidence, kind -> kind == Kind.SHARED || kind == Kind.EXCLUSIVE).stream()
                .flatMap(HoldRules::besideAnExclusiveOne)
                .toList();
    }

    private static Stream<String> besideAnExclusiveOne(List<Span> spans) {
        return spans.stream()
                .filter(span -> span.operation().invocation().kind() == Kind.EXCLUSIVE)
                .flatMap(alone -> spans.stream()
                        .filter(span -> span.operation().invocation().kind() == Kind.SHARED)
                        .filter(alone::overlaps)
                        .map(shared -> "%s was held exclusively by %s, and shared by %s"
                                .formatted(alone.key(), alone, shared)));
    }
}
