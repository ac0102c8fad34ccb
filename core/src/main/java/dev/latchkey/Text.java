package dev.latchkey;

import java.time.Duration;

/** What a caller's text must satisfy before it is hashed, stored or sent; and how errors write texts and times. */
final class Text {

    private Text() {}

    /**
     * Returns {@code text} if it can be written as UTF-8 and isn't too long: a lone surrogate would become {@code ?}, and
     * two different texts one.
     */
    static String checked(String what, String text, int minCodePoints, int maxCodePoints) {
        int codePoints = text.codePointCount(0, text.length());
        if (codePoints < minCodePoints) {
            throw new IllegalArgumentException(
                    "%s is empty; give it 1 to %d characters".formatted(what, maxCodePoints));
        }
        if (codePoints > maxCodePoints) {
            throw new IllegalArgumentException(
                    "%s has %d characters, allowed are %d to %d; shorten it, for example to a hash of it: %s"
                            .formatted(what, codePoints, minCodePoints, maxCodePoints, shown(text)));
        }
        for (int i = 0;
                i < text.length();
                i = text.offsetByCodePoints(i, 1)) { // no stream: each lock comes through here
            int codePoint = text.codePointAt(i);
            if (isSurrogate(codePoint)) {
                throw new IllegalArgumentException(
                        "%s has a lone surrogate (U+%04X), which is no character; remove it: %s"
                                .formatted(what, codePoint, shown(text)));
            }
        }
        return text;
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** The text for an error message: quoted, cut where it is long. */
    static String shown(String text) {
        int longest = 80;
        return text.length() <= longest ? "'" + text + "'" : "'" + text.substring(0, longest) + "…'";
    }

    /** A duration for people: {@code 250 ms}, {@code 10 s}, {@code 2.5 s}. */
    static String duration(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis / 1000.0 + " s";
    }

    /** Why something failed, in one line: what was said first, and what it came from. */
    static String reason(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String first = firstLine(thrown);
        String last = firstLine(root);
        return first.contains(last) ? first : first + ": " + last;
    }

    private static String firstLine(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage()).strip();
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end).strip();
    }
}
