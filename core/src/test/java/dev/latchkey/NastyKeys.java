package dev.latchkey;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Keys that are most likely to collide: variants of each other in case, accents, blanks, length and namespace. */
final class NastyKeys {

    private static final List<String> ALPHABETS =
            List.of("aAbB", "sSßſ", "eéEÉ", "kK\u212A", "Aa~$", "01", "A_ \t", "A\0", "😀😁A", "iIıİ", "ΩωA");

    private static final List<String> NAMESPACES = List.of("", "", "A", "AA", "A-1", "ABCDEFGHIJKLMNOP");

    private final Random random;
    private String last = "";

    NastyKeys(Random random) {
        this.random = random;
    }

    String nextNamespace() {
        return NAMESPACES.get(random.nextInt(NAMESPACES.size()));
    }

    String nextKey() {
        last = switch (random.nextInt(8)) {
            case 0 -> last.toLowerCase(Locale.ROOT);
            case 1 -> last.toUpperCase(Locale.ROOT);
            case 2 -> cut(last + drawn(1));
            case 3 -> LockName.of(LockKey.parse(last)).text();
            case 4 -> "A".repeat(31 + random.nextInt(3)) + drawn(random.nextInt(40));
            case 5 -> drawn(30 + random.nextInt(40));
            default -> drawn(5 + random.nextInt(20));
        };
        return last;
    }

    private String drawn(int length) {
        int[] alphabet =
                ALPHABETS.get(random.nextInt(ALPHABETS.size())).codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= 80 ? text : text.substring(0, text.offsetByCodePoints(0, 40));
    }
}
