package dev.latchkey.trials.demo;

import dev.latchkey.Outcome;
import dev.latchkey.trials.stage.Line;
import dev.latchkey.trials.stage.Trouble;
import java.util.List;
import java.util.Optional;

/**
 * What a worker says to the parent.
 *
 * @param delivery the number of the delivery that it is about
 * @param text for people, where there is more to say
 */
record Answer(Kind kind, int delivery, String text) {

    enum Kind {
        /** The worker has opened its fleet. About no delivery. */
        READY,
        /** The work of a delivery to be held has sent its statements, and waits. */
        INSIDE,
        COMPLETED,
        /** Completed, as the resolver found out: the commit got no answer. */
        RESOLVED,
        ALREADY_DONE,
        BUSY,
        /** The session, its lock or its server went away under the run; nothing of the work stays, or it is to be found out. */
        LOST,
        /** A server couldn't be asked, the work didn't run; or it was rolled back for a deadlock and the like. */
        NOT_RUN,
        /** The work failed by itself. */
        FAILED,
        /** Part of the work may be durable; it must not be run again. */
        PARTLY_DURABLE
    }

    private static final int FIELDS = 3;

    static Answer ready() {
        return new Answer(Kind.READY, -1, "");
    }

    static Answer of(int delivery, Kind kind) {
        return new Answer(kind, delivery, "");
    }

    static Answer of(int delivery, Outcome<?> outcome) {
        Kind kind = outcome.match(
                completed -> completed.resolved() ? Kind.RESOLVED : Kind.COMPLETED,
                alreadyDone -> Kind.ALREADY_DONE,
                busy -> Kind.BUSY);
        return of(delivery, kind);
    }

    static Answer of(int delivery, Exception thrown) {
        return new Answer(kindOf(thrown), delivery, thrown.toString());
    }

    private static Kind kindOf(Exception thrown) {
        return switch (Trouble.of(thrown)) {
            case LOST, UNRESOLVED -> Kind.LOST;
            case ROLLED_BACK, NOT_RUN -> Kind.NOT_RUN;
            case PARTLY_DURABLE -> Kind.PARTLY_DURABLE;
            case FAILED -> Kind.FAILED;
        };
    }

    String line() {
        return Line.of(kind, delivery, text);
    }

    /** The answer that a line holds; empty for a line that a killed worker left unfinished. */
    static Optional<Answer> parse(String line) {
        if (line.split(" ", -1).length < FIELDS) {
            return Optional.empty();
        }
        List<String> fields = Line.fields(line);
        return Optional.of(new Answer(Kind.valueOf(fields.get(0)), Integer.parseInt(fields.get(1)), fields.get(2)));
    }
}
