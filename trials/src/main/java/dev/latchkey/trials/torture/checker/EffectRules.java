package dev.latchkey.trials.torture.checker;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.latchkey.trials.torture.ground.Effect;
import dev.latchkey.trials.torture.history.Answer;
import dev.latchkey.trials.torture.history.Invocation.Kind;
import dev.latchkey.trials.torture.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules about the traces that work left. The first half of a trace stands for all of it where halves are not the question. */
final class EffectRules {

    private EffectRules() {}

    private static Stream<Effect> effects(Evidence evidence) {
        return evidence.effects().stream().filter(effect -> effect.half() == 1);
    }

    /** Every work whose effect is there saw another number of its key's counter, and the counter counts them all. */
    static List<String> lostUpdates(Evidence evidence) {
        List<String> lost = new ArrayList<>();
        Map<String, List<Effect>> byKey = effects(evidence).collect(groupingBy(Effect::key));
        byKey.forEach((key, effects) -> {
            Map<Long, List<Effect>> bySeen = effects.stream().collect(groupingBy(Effect::seen));
            bySeen.values().stream()
                    .filter(same -> same.size() > 1)
                    .map(same -> "%s saw the counter of %s at %d, each of them"
                            .formatted(names(same), key, same.get(0).seen()))
                    .forEach(lost::add);
        });
        evidence.counters().forEach((key, n) -> {
            int count = byKey.getOrDefault(key, List.of()).size();
            if (n != count) {
                lost.add("the counter of %s says %d, and %d works had an effect".formatted(key, n, count));
            }
        });
        return lost;
    }

    static List<String> doneTwice(Evidence evidence) {
        return actionsOf(evidence).entrySet().stream()
                .filter(action -> action.getValue().size() > 1)
                .map(action -> "%s was done by %s".formatted(action.getKey(), names(action.getValue())))
                .toList();
    }

    private static Map<String, List<Effect>> actionsOf(Evidence evidence) {
        return effects(evidence)
                .filter(effect -> !effect.workId().isEmpty())
                .collect(groupingBy(Effect::workId, TreeMap::new, Collectors.toList()));
    }

    private static String names(List<Effect> effects) {
        return effects.stream().map(Effect::operation).sorted().collect(Collectors.joining(" and "));
    }

    static List<String> acknowledgedWithoutEffect(Evidence evidence) {
        Set<String> done = operations(evidence);
        List<String> missing = new ArrayList<>();
        for (Operation operation : evidence.operations()) {
            Answer answer = operation.answer().orElse(null);
            if (answer == null || !answer.kind().acknowledges()) {
                continue;
            }
            boolean ownResult = answer.value().equals(operation.id());
            if (!done.contains(answer.value())) {
                missing.add("%s answered %s by %s, which left no effect"
                        .formatted(operation.invocation(), answer.kind(), answer.value()));
            } else if (ownResult != answer.kind().isDoneNow()) {
                missing.add("%s answered %s, and the result is of %s"
                        .formatted(operation.invocation(), answer.kind(), answer.value()));
            }
        }
        return missing;
    }

    private static Set<String> operations(Evidence evidence) {
        return effects(evidence).map(Effect::operation).collect(Collectors.toSet());
    }

    static List<String> effectOfWhatWasNotDone(Evidence evidence) {
        Set<String> done = operations(evidence);
        return evidence.operations().stream()
                .filter(operation -> done.contains(operation.id()))
                .filter(operation -> operation.answer().isPresent())
                .filter(operation -> !operation.isDoneNow() && !operation.ended(Answer.Kind.UNRESOLVED))
                .map(operation -> "%s answered %s, and left an effect"
                        .formatted(operation.invocation(), operation.answer().orElseThrow()))
                .toList();
    }

    static List<String> halves(Evidence evidence) {
        Map<String, List<Integer>> halves = evidence.effects().stream()
                .collect(groupingBy(
                        Effect::operation, TreeMap::new, Collectors.mapping(Effect::half, Collectors.toList())));
        List<String> wrong = new ArrayList<>();
        halves.forEach((operation, found) -> {
            if (!found.stream().sorted().toList().equals(List.of(1, 2))) {
                wrong.add("%s left these parts of its effect: %s".formatted(operation, found));
            }
        });
        Map<String, Long> runs = evidence.operations().stream()
                .filter(operation -> operation.invocation().kind() == Kind.ONCE
                        || operation.invocation().kind() == Kind.EACH)
                .collect(groupingBy(Operation::id, counting()));
        halves.keySet().stream()
                .filter(operation -> !runs.containsKey(operation))
                .map(operation -> "%s left an effect, and no run of that name is known".formatted(operation))
                .forEach(wrong::add);
        return wrong;
    }
}
