package dev.latchkey.trials.torture.checker;

import java.util.List;
import java.util.function.Function;

/** What must hold, whatever was done to workers, links and servers. */
public enum Rule {
    /** Two callers never hold a lock at the same time, as far as the server confirmed it to both. */
    EXCLUSION("exclusion", TimeRules::overlaps),
    /** Nobody waits for ever: each operation has an answer within its limit and some patience, unless its process was killed. */
    ANSWERED_IN_TIME("answeredInTime", TimeRules::late),
    /** Two works whose effects are committed never saw the same counter. */
    LOST_UPDATE("lostUpdate", EffectRules::lostUpdates),
    /** An action has at most one effect. */
    DONE_TWICE("doneTwice", EffectRules::doneTwice),
    /** What was acknowledged has its effect, left by the operation that was named. */
    ACKNOWLEDGED("acknowledged", EffectRules::acknowledgedWithoutEffect),
    /** A run that didn't say that it was done now, nor that it doesn't know, left nothing. */
    ROLLED_BACK("rolledBack", EffectRules::effectOfWhatWasNotDone),
    /** Work is done whole or not at all. */
    WHOLE("whole", EffectRules::halves),
    /** Receipts and effects of actions are the same, and so are stored results and those who did it. */
    RECEIPTS("receipts", TableRules::receipts),
    /** After the reconciler, the ledger has what the receipts have. */
    LEDGER("ledger", TableRules::ledger),
    /** At the end nobody holds a lock. */
    LOCKS_LEFT("locksLeft", Evidence::locksLeft),
    /** Nothing happens that nobody foresaw. */
    FORESEEN("foreseen", TimeRules::unforeseen);

    private final String text;
    private final Function<Evidence, List<String>> violations;

    Rule(String text, Function<Evidence, List<String>> violations) {
        this.text = text;
        this.violations = violations;
    }

    /** As in a report: {@code lostUpdate}. */
    public String text() {
        return text;
    }

    /** What breaks it, in words; empty if nothing does. */
    public List<String> violations(Evidence evidence) {
        return violations.apply(evidence);
    }
}
