package dev.latchkey;

import java.util.regex.Pattern;

/**
 * Keeps the locks of two programs on one server apart: named locks are visible server-wide, whatever the schema.
 *
 * <p>Immutable.
 *
 * @param text 1 to 16 of {@code A-Z 0-9 -}; empty only in {@link #NONE}
 */
public record Namespace(String text) {

    private static final Pattern VALID = Pattern.compile("[A-Z0-9-]{0,16}");

    /** No namespace: a verbatim lock key is its own lock name. */
    public static final Namespace NONE = new Namespace("");

    public Namespace {
        if (!VALID.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "namespace %s is not 1 to 16 of A-Z, 0-9 and '-'; write for example 'BILLING'"
                            .formatted(Text.shown(text)));
        }
    }

    /**
     * Checks and takes a namespace.
     *
     * @throws IllegalArgumentException if it isn't 1 to 16 of {@code A-Z 0-9 -}
     */
    public static Namespace of(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("namespace is empty; leave it out, or write for example 'BILLING'");
        }
        return new Namespace(text);
    }

    /** What stands before each lock name. */
    String prefix() {
        return text.isEmpty() ? "" : text + "$";
    }

    @Override
    public String toString() {
        return text;
    }
}
