package dev.latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The published test vectors of the codec. */
final class LockNameVectors {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9a-f]{4}|.)");

    record Vector(String namespace, String key, String name) {}

    private LockNameVectors() {}

    static List<Vector> all() {
        try (InputStream file = LockName.class.getResourceAsStream("lock-name-vectors.tsv")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(columns -> new Vector(columns[0], unescaped(columns[1]), columns[2]))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(
                        switch (escape.group(1)) {
                            case "\\" -> "\\";
                            case "t" -> "\t";
                            case "n" -> "\n";
                            case "r" -> "\r";
                            default ->
                                Character.toString(
                                        Integer.parseInt(escape.group(1).substring(1), 16));
                        }));
    }
}
