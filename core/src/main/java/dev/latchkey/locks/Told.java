package dev.latchkey.locks;

import dev.latchkey.LockEvent;
import dev.latchkey.LockListener;
import dev.latchkey.LockName;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listener what happened: what that throws is logged, and stops nothing. */
final class Told {

    private static final Logger LOG = LoggerFactory.getLogger(Told.class);

    private final LockListener listener;
    private final String server;

    Told(LockListener listener, String server) {
        this.listener = listener;
        this.server = server;
    }

    /** How a request ended that began at this time of {@code System.nanoTime()}. */
    Asked asked(List<LockName> names, long start, Asked asked) {
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        if (asked.granted()) {
            for (Hold hold : asked.holds()) {
                LockEvent event = new LockEvent(
                        server, hold.name(), hold.session().locks().id(), time);
                tell(to -> to.acquired(event));
            }
        } else {
            LockEvent event = new LockEvent(server, names.get(0), asked.holder().orElse(0), time);
            tell(to -> to.busy(event));
        }
        return asked;
    }

    /** A wait is over, one way or another. */
    void left(List<LockName> names, long start, Waiter waiter, boolean granted) {
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        for (LockName name : names) {
            tell(to -> to.waited(new LockEvent(server, name, 0, time), waiter.requests(), granted));
        }
    }

    void tell(Consumer<LockListener> event) {
        run(() -> event.accept(listener));
    }

    static void run(Runnable callersCode) {
        try {
            callersCode.run();
        } catch (Throwable e) { // not ours, and no reason to leave our own work half done
            LOG.warn("a listener threw an exception, which is ignored", e);
        }
    }
}
