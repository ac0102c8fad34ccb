package dev.latchkey.trials.torture.checker;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Checks all rules. */
public final class Checker {

    private Checker() {}

    /** What breaks which rule; rules that hold are not in it. */
    public static Map<Rule, List<String>> check(Evidence evidence) {
        Map<Rule, List<String>> violations = new EnumMap<>(Rule.class);
        for (Rule rule : Rule.values()) {
            List<String> found = rule.violations(evidence);
            if (!found.isEmpty()) {
                violations.put(rule, found);
            }
        }
        return violations;
    }
}
