package dev.latchkey.trials.torture.checker;

import static java.util.stream.Collectors.groupingBy;

import dev.latchkey.trials.torture.history.Answer;
import dev.latchkey.trials.torture.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Rules about when things happened. */
final class TimeRules {

    private TimeRules() {}

    /** One caller's hold of one key. */
    private record Span(String key, Operation operation) {

        long start() {
            return operation.entered().orElseThrow();
        }

        long end() {
            return operation.left().orElseThrow();
        }
    }

    static List<String> overlaps(Evidence evidence) {
        List<String> overlaps = new ArrayList<>();
        evidence.operations().stream()
                .filter(Operation::heldForSure)
                .flatMap(TimeRules::spans)
                .collect(groupingBy(Span::key))
                .values()
                .forEach(spans -> overlaps.addAll(overlapsOf(spans)));
        return overlaps;
    }

    private static Stream<Span> spans(Operation operation) {
        return operation.invocation().keys().stream().map(key -> new Span(key, operation));
    }

    private static List<String> overlapsOf(List<Span> spans) {
        List<String> overlaps = new ArrayList<>();
        List<Span> sorted =
                spans.stream().sorted(Comparator.comparingLong(Span::start)).toList();
        Span longest = sorted.get(0);
        for (Span next : sorted.subList(1, sorted.size())) {
            if (next.start() < longest.end()) {
                overlaps.add("%s was held by %s and, %.3f ms before that ended, by %s"
                        .formatted(
                                next.key(),
                                longest.operation().id(),
                                (longest.end() - next.start()) / 1e6,
                                next.operation().id()));
            }
            longest = next.end() > longest.end() ? next : longest;
        }
        return overlaps;
    }

    static List<String> late(Evidence evidence) {
        return evidence.operations().stream()
                .filter(operation -> isLate(operation, evidence))
                .map(operation -> operation.answered().isPresent()
                        ? "%s took %.1f s".formatted(operation.invocation(), seconds(operation))
                        : "%s has no answer".formatted(operation.invocation()))
                .toList();
    }

    private static boolean isLate(Operation operation, Evidence evidence) {
        if (operation.answered().isEmpty()) {
            return !evidence.killed().contains(operation.invocation().process());
        }
        Duration most = operation.invocation().limit().plus(evidence.patience());
        return seconds(operation) > most.toMillis() / 1e3;
    }

    private static double seconds(Operation operation) {
        return (operation.answered().orElseThrow() - operation.invoked()) / 1e9;
    }

    static List<String> unforeseen(Evidence evidence) {
        List<String> unforeseen = new ArrayList<>(evidence.wrong());
        evidence.operations().stream()
                .filter(operation -> operation.ended(Answer.Kind.FAILED))
                .map(operation -> operation.invocation() + ": "
                        + operation.answer().orElseThrow().text())
                .forEach(unforeseen::add);
        return unforeseen;
    }
}
