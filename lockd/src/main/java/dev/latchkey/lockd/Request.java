package dev.latchkey.lockd;

import java.util.Optional;

/**
 * A line of a client.
 *
 * @param command what it asks for; empty if the line is blank or its first word is no command
 * @param key what stands after the command, runs of white space folded to one blank; may be empty
 */
record Request(Optional<Command> command, String key) {

    /** White space around a line is nothing. A blank ends the command, and no other white space does. */
    static Request parse(String line) {
        int from = 0;
        int to = line.length();
        while (from < to && isWhite(line.charAt(from))) {
            from++;
        }
        while (from < to && isWhite(line.charAt(to - 1))) {
            to--;
        }
        int blank = line.indexOf(' ', from);
        int end = blank < 0 || blank > to ? to : blank;
        return new Request(Command.of(line.substring(from, end)), folded(line, end, to));
    }

    private static String folded(String line, int from, int to) {
        StringBuilder folded = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char next = line.charAt(i);
            if (!isWhite(next)) {
                folded.append(next);
            } else if (!folded.isEmpty() && !isWhite(line.charAt(i - 1))) {
                folded.append(' ');
            }
        }
        return folded.toString();
    }

    /** Unicode's White_Space, which Java asks for by regular expressions only; a thousand lines are read at once. */
    private static boolean isWhite(char c) {
        return switch (c) {
            case ' ', '\t', '\n', 0x0b, '\f', '\r', 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 -> true;
            default -> c >= 0x2000 && c <= 0x200a;
        };
    }
}
