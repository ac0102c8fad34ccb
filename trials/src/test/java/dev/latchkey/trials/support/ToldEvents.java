package dev.latchkey.trials.support;

import dev.latchkey.LockEvent;
import dev.latchkey.LockListener;
import dev.latchkey.LostLock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a listener is told of the ends of locks, in its order. Thread-safe. */
public final class ToldEvents implements LockListener {

    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final List<LostLock> lost = new CopyOnWriteArrayList<>();

    /** {@code released}, {@code killed} and {@code lost}, each with the lock's name. */
    public List<String> ends() {
        return List.copyOf(ends);
    }

    /** The losses alone. */
    public List<LostLock> lost() {
        return List.copyOf(lost);
    }

    @Override
    public void released(LockEvent event) {
        ends.add("released " + event.name());
    }

    @Override
    public void killed(LockEvent event) {
        ends.add("killed " + event.name());
    }

    @Override
    public void lost(LostLock lock) {
        lost.add(lock);
        ends.add("lost " + lock.name());
    }
}
