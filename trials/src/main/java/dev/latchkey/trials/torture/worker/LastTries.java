package dev.latchkey.trials.torture.worker;

import dev.latchkey.GuardedRun;
import dev.latchkey.Latchkey;
import dev.latchkey.LockKey;
import dev.latchkey.ResultCodec;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.trials.torture.history.Answer;
import dev.latchkey.trials.torture.history.History;
import dev.latchkey.trials.torture.history.Invocation;
import dev.latchkey.trials.torture.history.Invocation.Kind;
import dev.latchkey.trials.torture.history.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** When the faults are over, every action that nobody acknowledged is asked for once more: that finds out what became of it. */
public final class LastTries {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Latchkey latchkey;
    private final History history;
    private int number;

    public LastTries(Latchkey latchkey, History history) {
        this.latchkey = latchkey;
        this.history = history;
    }

    /** Asks for them, one after the other. How many there were. */
    public int make() {
        List<Invocation> unacknowledged = unacknowledged(history);
        unacknowledged.forEach(this::tryOnce);
        return unacknowledged.size();
    }

    /** The actions of which no operation so far has said that they are done; one invocation for each. */
    public static List<Invocation> unacknowledged(History history) {
        Map<String, Invocation> actions = new TreeMap<>();
        List<Operation> once = history.operations().stream()
                .filter(operation -> operation.invocation().kind() == Kind.ONCE)
                .toList();
        once.forEach(operation -> actions.put(operation.invocation().workId(), operation.invocation()));
        once.stream()
                .filter(operation -> operation.answer().isPresent()
                        && operation.answer().get().kind().acknowledges())
                .forEach(operation -> actions.remove(operation.invocation().workId()));
        return List.copyOf(actions.values());
    }

    private void tryOnce(Invocation earlier) {
        Invocation last = new Invocation("last-" + ++number, Kind.ONCE, earlier.keys(), earlier.workId(), LIMIT);
        Scribe scribe = new Scribe(history::add);
        scribe.invoked(last);
        scribe.answered(last, answer(last, scribe));
    }

    private Answer answer(Invocation last, Scribe scribe) {
        GuardedRun<String> run = GuardedRun.once(
                        LockKey.parse(last.keys().get(0)), WorkId.of(last.workId()), ResultCodec.string())
                .waitingUpTo(WaitLimit.of(LIMIT));
        try {
            return Answer.of(latchkey.run(run, new RacyWork(last, Temper.MILD, scribe)));
        } catch (Exception e) {
            return Answer.of(e);
        }
    }
}
