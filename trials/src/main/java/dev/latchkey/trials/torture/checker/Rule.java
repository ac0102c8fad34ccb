package dev.latchkey.trials.torture.checker;

import java.util.List;

/** What must hold, whatever was done to workers, links and servers. */
public enum Rule {
    /** Two callers never hold a lock at the same time, as far as the server confirmed it to both. */
    EXCLUSION("exclusion"),
    /** At most as many callers hold a semaphore at the same time as it has slots. */
    SLOTS("slots"),
    /** Nobody holds a lock shared while another one holds it exclusively. */
    SHARED("shared"),
    /** Whoever draws a fencing token later has a higher one. */
    TOKENS("tokens"),
    /** Nobody waits for ever: each operation has an answer within its limit and some patience, unless its process was killed. */
    ANSWERED_IN_TIME("answeredInTime"),
    /** Two works whose effects are committed never saw the same counter. */
    LOST_UPDATE("lostUpdate"),
    /** An action has at most one effect. */
    DONE_TWICE("doneTwice"),
    /** What was acknowledged has its effect, left by the operation that was named. */
    ACKNOWLEDGED("acknowledged"),
    /** A run that didn't say that it was done now, nor that it doesn't know, left nothing. */
    ROLLED_BACK("rolledBack"),
    /** Work is done whole or not at all. */
    WHOLE("whole"),
    /** Receipts and effects of actions are the same, and so are stored results and those who did it. */
    RECEIPTS("receipts"),
    /** An item is in its list once, after what was there before; one caller was told that it is new. */
    LISTS("lists"),
    /** After the reconciler, the ledger has what the receipts have. */
    LEDGER("ledger"),
    /** At the end nobody holds a lock. */
    LOCKS_LEFT("locksLeft"),
    /** Nothing happens that nobody foresaw. */
    FORESEEN("foreseen");

    private final String text;

    Rule(String text) {
        this.text = text;
    }

    /** As in a report: {@code lostUpdate}. */
    public String text() {
        return text;
    }

    /** What breaks it, in words; empty if nothing does. */
    public List<String> violations(Evidence evidence) {
        return switch (this) {
            case EXCLUSION -> HoldRules.overlaps(evidence);
            case SLOTS -> HoldRules.tooMany(evidence);
            case SHARED -> HoldRules.besideAnExclusiveOne(evidence);
            case TOKENS -> TokenRules.violations(evidence);
            case ANSWERED_IN_TIME -> EndRules.late(evidence);
            case LOST_UPDATE -> EffectRules.lostUpdates(evidence);
            case DONE_TWICE -> EffectRules.doneTwice(evidence);
            case ACKNOWLEDGED -> EffectRules.acknowledgedWithoutEffect(evidence);
            case ROLLED_BACK -> EffectRules.effectOfWhatWasNotDone(evidence);
            case WHOLE -> EffectRules.halves(evidence);
            case RECEIPTS -> TableRules.receipts(evidence);
            case LISTS -> ListRules.violations(evidence);
            case LEDGER -> TableRules.ledger(evidence);
            case LOCKS_LEFT -> evidence.locksLeft();
            case FORESEEN -> EndRules.unforeseen(evidence);
        };
    }
}
