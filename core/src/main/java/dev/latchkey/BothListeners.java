package dev.latchkey;

import java.time.Duration;
import java.util.function.Consumer;

/** Two listeners as one. */
record BothListeners(LockListener first, LockListener second) implements LockListener {

    private void tell(Consumer<LockListener> event) {
        try {
            event.accept(first);
        } catch (RuntimeException | Error e) {
            try {
                event.accept(second);
            } catch (RuntimeException | Error further) {
                e.addSuppressed(further);
            }
            throw e;
        }
        event.accept(second);
    }

    @Override
    public void acquired(LockEvent event) {
        tell(to -> to.acquired(event));
    }

    @Override
    public void busy(LockEvent event) {
        tell(to -> to.busy(event));
    }

    @Override
    public void waited(LockEvent event, int requests, boolean granted) {
        tell(to -> to.waited(event, requests, granted));
    }

    @Override
    public void released(LockEvent event) {
        tell(to -> to.released(event));
    }

    @Override
    public void lost(LostLock lock) {
        tell(to -> to.lost(lock));
    }

    @Override
    public void killed(LockEvent event) {
        tell(to -> to.killed(event));
    }

    @Override
    public void poolExhausted(String server, Duration waited) {
        tell(to -> to.poolExhausted(server, waited));
    }
}
