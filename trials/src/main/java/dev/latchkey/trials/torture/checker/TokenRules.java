package dev.latchkey.trials.torture.checker;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import dev.latchkey.trials.torture.history.Operation;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** Rules about fencing tokens. */
final class TokenRules {

    private TokenRules() {}

    static List<String> violations(Evidence evidence) {
        Map<String, List<Operation>> byKey = evidence.operations().stream()
                .filter(operation -> operation.token().isPresent())
                .collect(groupingBy(operation -> operation.invocation().keys().get(0)));
        return byKey.values().stream().flatMap(TokenRules::violations).toList();
    }

    private static Stream<String> violations(List<Operation> drawn) {
        List<Operation> held = drawn.stream().filter(Operation::heldForSure).toList();
        return Stream.of(
                        drawnTwice(drawn), // above all by who lost its lock, and who came after it
                        notHigher(drawn, Operation::invoked), // began when the other had its token
                        notHigher(held, TokenRules::entered)) // waited for the other, perhaps
                .flatMap(violations -> violations)
                .distinct();
    }

    private static Stream<String> drawnTwice(List<Operation> drawn) {
        return drawn.stream().collect(groupingBy(TokenRules::token)).values().stream()
                .filter(same -> same.size() > 1)
                .map(same -> "token %d was drawn by %s"
                        .formatted(
                                token(same.get(0)),
                                same.stream().map(Operation::id).sorted().collect(joining(" and "))));
    }

    /** Those whose token isn't higher than all that were drawn before their time. */
    private static Stream<String> notHigher(List<Operation> drawn, ToLongFunction<Operation> time) {
        Highest<Operation> highest = new Highest<>(drawn, TokenRules::entered, TokenRules::token);
        return drawn.stream()
                .flatMap(later -> highest
                        .before(time.applyAsLong(later))
                        .filter(earlier -> token(later) <= token(earlier))
                        .map(earlier -> "%s drew token %d, after %s had drawn %d"
                                .formatted(later.id(), token(later), earlier.id(), token(earlier)))
                        .stream());
    }

    private static long token(Operation operation) {
        return operation.token().orElseThrow();
    }

    private static long entered(Operation operation) {
        return operation.entered().orElseThrow();
    }
}
