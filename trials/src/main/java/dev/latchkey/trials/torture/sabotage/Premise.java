package dev.latchkey.trials.torture.sabotage;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the promise stands on, and what can be taken out. */
public enum Premise {
    /** The gate asks whether the lock is still held. */
    OWNERSHIP("ownership"),
    /** The snapshot is taken after the lock. */
    SNAPSHOT("snapshot"),
    /** The lock is released after the commit. */
    RELEASE_BEFORE_COMMIT("release-before-commit"),
    /** An error with which the server rolled back dooms the run, even if the work swallows it. */
    SWALLOWED_ROLLBACK("swallowed-rollback"),
    /** The gate writes a receipt, whose key is the action. */
    RECEIPT("receipt"),
    /** A commit without an answer is looked up. */
    RESOLVER("resolver");

    private final String text;

    Premise(String text) {
        this.text = text;
    }

    /** As on the command line. */
    public String text() {
        return text;
    }

    /** The premise of this name. */
    public static Optional<Premise> of(String text) {
        return Arrays.stream(values())
                .filter(premise -> premise.text.equals(text))
                .findFirst();
    }

    /** All names, for an error text. */
    public static String names() {
        return Arrays.stream(values()).map(Premise::text).collect(Collectors.joining(", "));
    }
}
