package dev.latchkey.trials.torture.history;

import dev.latchkey.trials.stage.Line;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One line of a history. A killed worker may leave its last one unfinished. */
public sealed interface Event {

    /** A worker has opened its fleet. */
    record Ready() implements Event {}

    /** An operation begins. */
    record Invoked(Invocation invocation, long at) implements Event {}

    /** The caller is told, or sees by its work's being called, that it holds the lock; with its fencing token, if it drew one. */
    record Entered(String operation, OptionalLong token, long at) implements Event {}

    /** The caller gives the lock back, or its work ends. */
    record Left(String operation, long at) implements Event {}

    /** An operation ends. */
    record Answered(String operation, Answer answer, long at) implements Event {}

    /** A worker did something that is a fault of its own. */
    record Struck(FaultKind kind) implements Event {}

    /** The line of this event. */
    default String line() {
        if (this instanceof Invoked e) {
            Invocation i = e.invocation;
            String keys = String.join(",", i.keys());
            return Line.of(
                    "INVOKED",
                    i.operation(),
                    i.kind(),
                    keys,
                    i.workId(),
                    i.limit().toMillis(),
                    e.at,
                    END);
        }
        if (this instanceof Entered e) {
            String token = e.token.isPresent() ? String.valueOf(e.token.getAsLong()) : "";
            return Line.of("ENTERED", e.operation, token, e.at, END);
        }
        if (this instanceof Left e) {
            return Line.of("LEFT", e.operation, e.at, END);
        }
        if (this instanceof Answered e) {
            return Line.of("ANSWERED", e.operation, e.answer.kind(), e.answer.value(), e.answer.text(), e.at, END);
        }
        return this instanceof Struck e ? Line.of("STRUCK", e.kind, END) : Line.of("READY", END);
    }

    /** By which a line is known to be whole. */
    String END = ".";

    /** The event of this line; empty if the line is unfinished. */
    static Optional<Event> parse(String line) {
        if (!line.endsWith(" " + END)) {
            return Optional.empty();
        }
        List<String> f = Line.fields(line);
        return Optional.of(
                switch (f.get(0)) {
                    case "READY" -> new Ready();
                    case "INVOKED" ->
                        new Invoked(
                                new Invocation(
                                        f.get(1),
                                        Invocation.Kind.valueOf(f.get(2)),
                                        List.of(f.get(3).split(",")),
                                        f.get(4),
                                        Duration.ofMillis(Long.parseLong(f.get(5)))),
                                Long.parseLong(f.get(6)));
                    case "ENTERED" -> new Entered(f.get(1), token(f.get(2)), Long.parseLong(f.get(3)));
                    case "LEFT" -> new Left(f.get(1), Long.parseLong(f.get(2)));
                    case "ANSWERED" ->
                        new Answered(
                                f.get(1),
                                new Answer(Answer.Kind.valueOf(f.get(2)), f.get(3), f.get(4)),
                                Long.parseLong(f.get(5)));
                    case "STRUCK" -> new Struck(FaultKind.valueOf(f.get(1)));
                    default -> throw new IllegalArgumentException("no event of a history: " + line);
                });
    }

    private static OptionalLong token(String text) {
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }
}
