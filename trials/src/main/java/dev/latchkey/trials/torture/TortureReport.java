package dev.latchkey.trials.torture;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.latchkey.trials.torture.checker.Rule;
import dev.latchkey.trials.torture.history.Answer.Kind;
import dev.latchkey.trials.torture.history.FaultKind;
import dev.latchkey.trials.torture.history.History;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a campaign ended. As JSON it is an object with these fields in this order, but for the last.
 *
 * @param operations how many operations workers began, and the last tries after them
 * @param completed runs that were done, locks that were held until they were released, and items that were new
 * @param alreadyDone runs of actions that had been done before, and items that were there
 * @param busy runs and locks that found the lock held for longer than they would wait
 * @param rolledBack runs that the server rolled back, for a deadlock and the like
 * @param lost runs and locks that ended because their session, lock or server went away
 * @param resolved completed runs whose commit had no answer, and was looked up
 * @param unknownAtEnd actions of which nobody could find out whether they were done
 * @param faults how often each kind of fault that applies came
 * @param violations how often each rule was broken; empty if none was
 * @param ok whether no rule was broken and nothing is unknown
 * @param findings what broke the rules, in words
 */
public record TortureReport(
        double seconds,
        long seed,
        long operations,
        long completed,
        long alreadyDone,
        long busy,
        long rolledBack,
        long lost,
        long resolved,
        long unknownAtEnd,
        Map<String, Long> faults,
        Map<String, Integer> violations,
        boolean ok,
        @JsonIgnore List<String> findings) {

    private static final int MOST_SHOWN = 5;

    public TortureReport {
        faults = Collections.unmodifiableMap(new LinkedHashMap<>(faults));
        violations = Collections.unmodifiableMap(new LinkedHashMap<>(violations));
        findings = List.copyOf(findings);
    }

    static TortureReport of(
            long start,
            long seed,
            History history,
            long unknown,
            Collection<FaultKind> kinds,
            Map<Rule, List<String>> violations) {
        Map<String, Long> faults = new LinkedHashMap<>();
        kinds.forEach(kind -> faults.put(kind.text(), history.count(kind)));
        Map<String, Integer> broken = new LinkedHashMap<>();
        List<String> findings = new ArrayList<>();
        violations.forEach((rule, found) -> {
            broken.put(rule.text(), found.size());
            found.stream()
                    .limit(MOST_SHOWN)
                    .map(text -> rule.text() + ": " + text)
                    .forEach(findings::add);
            if (found.size() > MOST_SHOWN) {
                findings.add("%s: … and %,d more".formatted(rule.text(), found.size() - MOST_SHOWN));
            }
        });
        return new TortureReport(
                Math.round((System.nanoTime() - start) / 1e8) / 10.0,
                seed,
                history.size(),
                history.count(Kind.COMPLETED)
                        + history.count(Kind.RESOLVED)
                        + history.count(Kind.HELD)
                        + history.count(Kind.INSERTED),
                history.count(Kind.ALREADY_DONE) + history.count(Kind.PRESENT),
                history.count(Kind.BUSY),
                history.count(Kind.ROLLED_BACK),
                history.count(Kind.LOST),
                history.count(Kind.RESOLVED),
                unknown,
                faults,
                broken,
                violations.isEmpty() && unknown == 0,
                findings);
    }

    /** The kinds of faults that apply and never came: the campaign was too short to show anything of them. */
    public List<String> missingFaults() {
        return faults.entrySet().stream()
                .filter(fault -> fault.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The report as a table for people, and at its end {@code ok} or what is wrong. */
    public String table() {
        StringBuilder table = new StringBuilder();
        row(table, "operations", operations);
        row(table, "  done, or held until the release", completed);
        row(table, "    of these commits, lost answers looked up", resolved);
        row(table, "  found to be done already", alreadyDone);
        row(table, "  busy", busy);
        row(table, "  rolled back by the server", rolledBack);
        row(table, "  lost with session, lock or server", lost);
        row(table, "actions that nobody could find out about", unknownAtEnd);
        faults.forEach((kind, count) -> row(table, "fault: " + kind, count));
        table.append("%-44s %14.1f%n".formatted("seconds", seconds));
        findings.forEach(finding -> table.append(finding).append(System.lineSeparator()));
        if (!missingFaults().isEmpty()) {
            table.append("never came: %s; take more time%n".formatted(String.join(", ", missingFaults())));
        }
        table.append(ok ? "ok: every rule held" : "NOT ok: " + violations);
        return table.toString();
    }

    private static void row(StringBuilder table, String what, long number) {
        table.append("%-44s %,14d%n".formatted(what, number));
    }
}
