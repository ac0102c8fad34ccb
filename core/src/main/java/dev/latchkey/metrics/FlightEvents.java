package dev.latchkey.metrics;

import dev.latchkey.LockName;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The events of locks, as a flight recording shows them. Their names and fields are what users search recordings for. */
final class FlightEvents {

    private FlightEvents() {}

    @Category("Latchkey")
    abstract static class OfLock extends Event {

        @Label("Server")
        @Nullable
        String server;

        @Label("Lock")
        @Nullable
        String lock;

        @Label("Lock Class")
        @Description("The key without its id")
        @Nullable
        String lockClass;

        @Label("Session")
        @Description("The connection id of the session that holds or held the lock; 0 if it isn't known")
        long session;

        final void about(String onServer, LockName name, long bySession) {
            server = onServer;
            lock = name.text();
            lockClass = name.lockClass();
            session = bySession;
        }
    }

    @Name("dev.latchkey.LockAcquired")
    @Label("Lock Acquired")
    @Description("A lock was granted")
    static final class LockAcquired extends OfLock {

        @Label("Waited")
        @Description("How long the caller had asked for it")
        @Timespan(Timespan.NANOSECONDS)
        long waited;
    }

    @Name("dev.latchkey.LockBusy")
    @Label("Lock Busy")
    @Description("A lock was not granted, since somebody else holds it")
    static final class LockBusy extends OfLock {

        @Label("Waited")
        @Description("How long the caller had asked for it")
        @Timespan(Timespan.NANOSECONDS)
        long waited;
    }

    @Name("dev.latchkey.LockWaited")
    @Label("Lock Waited For")
    @Description("A caller that had to wait for a lock waits no longer")
    static final class LockWaited extends OfLock {

        @Label("Waited")
        @Timespan(Timespan.NANOSECONDS)
        long waited;

        @Label("Requests")
        @Description("How many times the server was asked")
        int requests;

        @Label("Granted")
        @Description("Whether the lock was granted in the end")
        boolean granted;
    }

    @Name("dev.latchkey.LockHeld")
    @Label("Lock Held")
    @Description("A lock was released, and had been held until then")
    @StackTrace(false)
    static final class LockHeld extends OfLock {

        @Label("Held")
        @Timespan(Timespan.NANOSECONDS)
        long held;
    }

    @Name("dev.latchkey.LockLost")
    @Label("Lock Lost")
    @Description("A lock ended before its release")
    @StackTrace(false)
    static final class LockLost extends OfLock {

        @Label("Held")
        @Description("How long it had been held when the loss was found out")
        @Timespan(Timespan.NANOSECONDS)
        long held;

        @Label("Evidence")
        @Nullable
        String evidence;

        @Label("Detail")
        @Nullable
        String detail;
    }

    @Name("dev.latchkey.PoolExhausted")
    @Label("Pool Exhausted")
    @Description("All sessions of a server were in use for as long as a caller was ready to wait for one")
    @Category("Latchkey")
    static final class PoolExhausted extends Event {

        @Label("Server")
        @Nullable
        String server;

        @Label("Waited")
        @Timespan(Timespan.NANOSECONDS)
        long waited;
    }
}
