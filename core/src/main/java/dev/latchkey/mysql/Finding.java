package dev.latchkey.mysql;

/**
 * One thing that a look at a server found out.
 *
 * @param severity what follows from it
 * @param text what was found on which server, why it matters, and the fix
 */
public record Finding(Severity severity, String text) {

    /** What follows from a finding. */
    public enum Severity {
        /** The promise can't be kept there: nothing is started. */
        REFUSE,
        /** The promise holds less far than it could: logged. */
        WARN
    }

    static Finding refuse(ServerFacts facts, String found, String fix) {
        return new Finding(Severity.REFUSE, "%s: %s; %s".formatted(facts.server(), found, fix));
    }

    static Finding warn(ServerFacts facts, String found, String fix) {
        return new Finding(Severity.WARN, "%s: %s; %s".formatted(facts.server(), found, fix));
    }
}
