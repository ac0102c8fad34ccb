package dev.latchkey.mysql;

/**
 * One thing that a look at a server found out: a row of a table.
 *
 * @param severity what follows from it
 * @param server on which server it was found, for people
 * @param check what was looked at, in a word or two: {@code read-only}
 * @param found what was found, and why it matters
 * @param fix what to do; empty where there is nothing to do
 */
public record Finding(Severity severity, String server, String check, String found, String fix) {

    /** What follows from a finding. */
    public enum Severity {
        /** The promise can't be kept there: nothing is started. */
        REFUSE,
        /** The promise holds less far than it could: logged. */
        WARN,
        /** Looked at, and nothing is wrong; a fix, if there is one, is what could be better still. */
        FINE
    }

    /** The promise can't be kept. */
    public static Finding refuse(String server, String check, String found, String fix) {
        return new Finding(Severity.REFUSE, server, check, found, fix);
    }

    /** The promise holds less far than it could. */
    public static Finding warn(String server, String check, String found, String fix) {
        return new Finding(Severity.WARN, server, check, found, fix);
    }

    /** Nothing is wrong. */
    public static Finding fine(String server, String check, String found) {
        return new Finding(Severity.FINE, server, check, found, "");
    }

    /** Nothing is wrong, and this would be better still. */
    public static Finding fine(String server, String check, String found, String better) {
        return new Finding(Severity.FINE, server, check, found, better);
    }

    /** All of it in one line: server, what was found, the fix. */
    public String text() {
        return fix.isEmpty() ? "%s: %s".formatted(server, found) : "%s: %s; %s".formatted(server, found, fix);
    }
}
