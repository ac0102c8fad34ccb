package dev.latchkey.trials.torture.checker;

import dev.latchkey.trials.torture.history.Answer;
import dev.latchkey.trials.torture.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Rules about the ends of operations. */
final class EndRules {

    private EndRules() {}

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
