package dev.latchkey;

/**
 * Tells one piece of work on a lock key from the next: a payment's number, a message's id. Together with the lock key it is
 * the action whose effect happens once. Case and every character count.
 *
 * <p>Immutable.
 *
 * @param text 1 to {@value #MAX_LENGTH} characters
 */
public record WorkId(String text) {

    /** The most characters of a work id: the column that keeps it beside its hash has room for so many. */
    public static final int MAX_LENGTH = 255;

    public WorkId {
        Text.checked("work id", text, 1, MAX_LENGTH);
    }

    /**
     * Checks and takes a work id.
     *
     * @throws IllegalArgumentException if it isn't 1 to {@value #MAX_LENGTH} characters, or has a lone surrogate
     */
    public static WorkId of(String text) {
        return new WorkId(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
