package dev.latchkey.trials.locks;

import dev.latchkey.LockEvent;
import dev.latchkey.LockListener;
import dev.latchkey.LockName;
import dev.latchkey.LostLock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A listener that keeps what it hears, in its order. */
final class Heard implements LockListener {

    /**
     * One call.
     *
     * @param what the method
     * @param requests of a wait, else 0
     * @param granted of a wait, else false
     */
    record Call(
            String what, String server, LockName name, long session, Duration time, int requests, boolean granted) {}

    private static final LockName NO_LOCK = LockName.exact("no lock");

    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Queue<LostLock> lost = new ConcurrentLinkedQueue<>();

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<String> whats() {
        return calls.stream().map(Call::what).toList();
    }

    List<LostLock> losses() {
        return List.copyOf(lost);
    }

    /** The only call of this method. */
    Call only(String what) {
        List<Call> those =
                calls.stream().filter(call -> call.what().equals(what)).toList();
        if (those.size() != 1) {
            throw new AssertionError("not one call of " + what + " in " + calls);
        }
        return those.get(0);
    }

    private void add(String what, LockEvent event) {
        calls.add(new Call(what, event.server(), event.name(), event.session(), event.time(), 0, false));
    }

    @Override
    public void acquired(LockEvent event) {
        add("acquired", event);
    }

    @Override
    public void busy(LockEvent event) {
        add("busy", event);
    }

    @Override
    public void waited(LockEvent event, int requests, boolean granted) {
        calls.add(new Call("waited", event.server(), event.name(), event.session(), event.time(), requests, granted));
    }

    @Override
    public void released(LockEvent event) {
        add("released", event);
    }

    @Override
    public void lost(LostLock lock) {
        lost.add(lock);
        calls.add(new Call("lost", lock.server(), lock.name(), lock.session(), lock.held(), 0, false));
    }

    @Override
    public void killed(LockEvent event) {
        add("killed", event);
    }

    @Override
    public void poolExhausted(String server, Duration waited) {
        calls.add(new Call("poolExhausted", server, NO_LOCK, 0, waited, 0, false));
    }
}
