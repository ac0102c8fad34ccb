package dev.latchkey.trials.torture.checker;

import dev.latchkey.trials.torture.ground.Done;
import dev.latchkey.trials.torture.ground.Effect;
import dev.latchkey.trials.torture.ground.Item;
import dev.latchkey.trials.torture.history.Answer;
import dev.latchkey.trials.torture.history.Event.Answered;
import dev.latchkey.trials.torture.history.Event.Entered;
import dev.latchkey.trials.torture.history.Event.Invoked;
import dev.latchkey.trials.torture.history.Event.Left;
import dev.latchkey.trials.torture.history.History;
import dev.latchkey.trials.torture.history.Invocation;
import dev.latchkey.trials.torture.history.Invocation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** A made-up history of one key, and the tables after it. Times are milliseconds. */
final class Story {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String KEY = "KEY";
    private static final long MILLI = 1_000_000;

    private final History history = new History();
    private final Set<String> killed = new HashSet<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<Done> receipts = new ArrayList<>();
    private final List<Done> marks = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private final List<String> locksLeft = new ArrayList<>();
    private long counter;
    private boolean hasLedger = true;

    Story invoked(String operation, Kind kind, String workId, long at) {
        history.add(new Invoked(new Invocation(operation, kind, List.of(KEY), workId, Duration.ZERO), at * MILLI));
        return this;
    }

    Story entered(String operation, long at) {
        return entered(operation, OptionalLong.empty(), at);
    }

    private Story entered(String operation, OptionalLong token, long at) {
        history.add(new Entered(operation, token, at * MILLI));
        return this;
    }

    /** A hold of this kind, begun at once. */
    Story held(String operation, Kind kind, long from, long to) {
        return invoked(operation, kind, "", from)
                .entered(operation, from)
                .left(operation, to)
                .answered(operation, Answer.Kind.HELD, "", to);
    }

    /** One that was waited for, and drew a token. */
    Story fenced(String operation, long invoked, long from, long to, long token, Answer.Kind end) {
        return invoked(operation, Kind.WAIT, "", invoked)
                .entered(operation, OptionalLong.of(token), from)
                .left(operation, to)
                .answered(operation, end, "", to);
    }

    /** An item for the list, and what its caller was told. */
    Story insert(String operation, String item, long from, long to, Answer.Kind told) {
        return invoked(operation, Kind.INSERT, item, from).answered(operation, told, "", to);
    }

    Story item(String text, long position) {
        items.add(new Item(KEY, position, text));
        return this;
    }

    Story left(String operation, long at) {
        history.add(new Left(operation, at * MILLI));
        return this;
    }

    Story answered(String operation, Answer.Kind kind, String value, long at) {
        return answered(operation, new Answer(kind, value, ""), at);
    }

    Story answered(String operation, Answer answer, long at) {
        history.add(new Answered(operation, answer, at * MILLI));
        return this;
    }

    Story killed(String process) {
        killed.add(process);
        return this;
    }

    /** All of an effect, and the counter as its work left it. */
    Story effect(String operation, String workId, long seen) {
        counter = effects.stream().filter(effect -> effect.half() == 1).count() + 1;
        effects.add(new Effect(operation, KEY, workId, 1, seen));
        effects.add(new Effect(operation, KEY, workId, 2, seen));
        return this;
    }

    Story half(String operation, int half, long seen) {
        effects.add(new Effect(operation, KEY, "", half, seen));
        return this;
    }

    Story counter(long n) {
        counter = n;
        return this;
    }

    Story done(String workId, String operation) {
        return receipt(workId, operation).mark(workId, operation);
    }

    Story receipt(String workId, String operation) {
        receipts.add(new Done(KEY, workId, "run-" + operation, operation));
        return this;
    }

    Story mark(String workId, String operation) {
        marks.add(new Done(KEY, workId, "run-" + operation, operation));
        return this;
    }

    Story withoutLedger() {
        hasLedger = false;
        marks.clear();
        return this;
    }

    Story lockLeft(String name) {
        locksLeft.add(name);
        return this;
    }

    Evidence evidence() {
        return new Evidence(
                history.operations(),
                killed,
                PATIENCE,
                effects,
                Map.of(KEY, counter),
                receipts,
                marks,
                items,
                hasLedger,
                locksLeft,
                List.of());
    }
}
