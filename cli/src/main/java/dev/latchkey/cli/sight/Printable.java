package dev.latchkey.cli.sight;

import java.util.regex.Pattern;

/** Text that others chose, such as a work id, on one line of a terminal and without commands to it. */
public final class Printable {

    private static final Pattern CONTROL = Pattern.compile("\\p{C}");

    private Printable() {}

    public static String of(String text) {
        return CONTROL.matcher(text).replaceAll("?");
    }
}
