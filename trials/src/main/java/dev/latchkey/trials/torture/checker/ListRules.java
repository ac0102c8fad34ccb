package dev.latchkey.trials.torture.checker;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.latchkey.trials.torture.ground.Item;
import dev.latchkey.trials.torture.history.Answer;
import dev.latchkey.trials.torture.history.Invocation.Kind;
import dev.latchkey.trials.torture.history.Operation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Rules about distinct lists. No two lists of a campaign are given the same text. */
final class ListRules {

    private ListRules() {}

    static List<String> violations(Evidence evidence) {
        Map<String, List<Item>> there = evidence.items().stream().collect(groupingBy(Item::text));
        Map<String, List<Operation>> wanted = evidence.operations().stream()
                .filter(operation -> operation.invocation().kind() == Kind.INSERT)
                .collect(groupingBy(operation -> operation.invocation().workId()));
        Set<String> texts = new TreeSet<>(there.keySet());
        texts.addAll(wanted.keySet());
        Stream<String> ofTexts = texts.stream()
                .flatMap(text ->
                        ofText(text, there.getOrDefault(text, List.of()), wanted.getOrDefault(text, List.of())));
        Stream<String> ofLists = evidence.items().stream().collect(groupingBy(Item::list)).values().stream()
                .flatMap(list -> Stream.concat(gaps(list), outOfOrder(list, wanted)));
        return Stream.concat(ofTexts, ofLists).toList();
    }

    private static Stream<String> ofText(String text, List<Item> there, List<Operation> by) {
        List<String> inserted = ended(by, Answer.Kind.INSERTED);
        List<String> present = ended(by, Answer.Kind.PRESENT);
        if (by.isEmpty()) {
            return Stream.of(text + " is there, and nobody inserted it");
        }
        if (there.size() > 1 || inserted.size() > 1) {
            return Stream.of("%s is there %d times, and was new to %s".formatted(text, there.size(), inserted));
        }
        if (there.isEmpty() && inserted.size() + present.size() > 0) {
            return Stream.of("%s is not there, but was new to %s and known to %s".formatted(text, inserted, present));
        }
        if (there.size() == 1 && present.size() == by.size()) {
            return Stream.of("%s is there, and was new to nobody of %s".formatted(text, present));
        }
        return Stream.empty();
    }

    private static List<String> ended(List<Operation> operations, Answer.Kind kind) {
        return operations.stream()
                .filter(operation -> operation.ended(kind))
                .map(Operation::id)
                .sorted()
                .toList();
    }

    private static Stream<String> gaps(List<Item> list) {
        String found =
                list.stream().map(Item::position).sorted().map(String::valueOf).collect(joining(", "));
        String wanted =
                LongStream.rangeClosed(1, list.size()).mapToObj(String::valueOf).collect(joining(", "));
        return found.equals(wanted)
                ? Stream.empty()
                : Stream.of("the positions of %s are %s".formatted(list.get(0).list(), found));
    }

    /** What somebody began to insert when another item was there already comes after it. */
    private static Stream<String> outOfOrder(List<Item> list, Map<String, List<Operation>> wanted) {
        Highest<Item> highest =
                new Highest<>(list, item -> known(wanted.getOrDefault(item.text(), List.of())), Item::position);
        return list.stream()
                .flatMap(item -> highest
                        .before(begun(wanted.getOrDefault(item.text(), List.of())))
                        .filter(earlier -> earlier.position() > item.position())
                        .map(earlier -> "%s at %d came after %s at %d"
                                .formatted(item.text(), item.position(), earlier.text(), earlier.position()))
                        .stream());
    }

    private static long known(List<Operation> by) {
        return by.stream()
                .filter(operation -> operation.ended(Answer.Kind.INSERTED) || operation.ended(Answer.Kind.PRESENT))
                .mapToLong(operation -> operation.answered().orElseThrow())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static long begun(List<Operation> by) {
        return by.stream().mapToLong(Operation::invoked).min().orElse(Long.MIN_VALUE);
    }
}
