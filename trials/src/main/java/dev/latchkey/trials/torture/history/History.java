package dev.latchkey.trials.torture.history;

import dev.latchkey.trials.torture.history.Event.Answered;
import dev.latchkey.trials.torture.history.Event.Entered;
import dev.latchkey.trials.torture.history.Event.Invoked;
import dev.latchkey.trials.torture.history.Event.Left;
import dev.latchkey.trials.torture.history.Event.Struck;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** All that was told so far. Thread-safe; the events of one operation come from one thread. */
public final class History {

    private final Map<String, Operation> operations = new ConcurrentHashMap<>();
    private final Map<Answer.Kind, Long> answers = new ConcurrentHashMap<>();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();

    private record Fault(FaultKind kind, long at) {}

    public void add(Event event) {
        if (event instanceof Invoked e) {
            operations.put(e.invocation().operation(), Operation.of(e.invocation(), e.at()));
        } else if (event instanceof Entered e) {
            operations.computeIfPresent(e.operation(), (id, operation) -> operation.entered(e.token(), e.at()));
        } else if (event instanceof Left e) {
            operations.computeIfPresent(e.operation(), (id, operation) -> operation.left(e.at()));
        } else if (event instanceof Answered e) {
            answers.merge(e.answer().kind(), 1L, Long::sum);
            operations.computeIfPresent(e.operation(), (id, operation) -> operation.answered(e.answer(), e.at()));
        } else if (event instanceof Struck e) {
            struck(e.kind());
        }
    }

    /** Notes a fault. */
    public void struck(FaultKind kind) {
        faults.add(new Fault(kind, System.nanoTime()));
    }

    public List<Operation> operations() {
        return List.copyOf(operations.values());
    }

    /** How many operations have begun. */
    public int size() {
        return operations.size();
    }

    /** How many operations have ended so. */
    public long count(Answer.Kind kind) {
        return answers.getOrDefault(kind, 0L);
    }

    /** How many faults of this kind there were. */
    public long count(FaultKind kind) {
        return faults.stream().filter(fault -> fault.kind() == kind).count();
    }

    /** How many faults of all kinds there were. */
    public long faults() {
        return faults.size();
    }

    /** All of it in the order of its beginnings, for people. */
    public List<String> lines() {
        Map<Long, String> lines = new TreeMap<>();
        operations.values().forEach(operation -> lines.put(operation.invoked(), operation.toString()));
        faults.forEach(
                fault -> lines.merge(fault.at(), "%d %s".formatted(fault.at(), fault.kind()), "%s%n%s"::formatted));
        return List.copyOf(lines.values());
    }
}
