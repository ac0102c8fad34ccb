package dev.latchkey.cli;

import java.util.regex.Pattern;

/** Text in lines of at most 80 columns. */
final class Wrapped {

    private static final int COLUMNS = 80;
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private Wrapped() {}

    /** The text, each line begun with so many spaces and ended; a word that is longer than a line stays whole. */
    static String text(String text, int indent) {
        String margin = " ".repeat(indent);
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(margin);
        for (String word : BLANKS.splitAsStream(text.strip()).toList()) {
            if (line.length() > indent && line.length() + 1 + word.length() > COLUMNS) {
                lines.append(line).append(System.lineSeparator());
                line = new StringBuilder(margin);
            }
            line.append(line.length() > indent ? " " : "").append(word);
        }
        return lines.append(line).append(System.lineSeparator()).toString();
    }
}
