package dev.latchkey.mysql;

import org.jspecify.annotations.Nullable;

/** What is known of a connection for as long as it lives, so that it need not be asked or said again. One thread at a time. */
final class Known {

    private static final int NEVER_SET = -1;

    private volatile @Nullable SessionId id;
    private volatile int networkTimeout = NEVER_SET;
    private volatile boolean said;

    /** Which session of which server it is, once that has been asked for. */
    @Nullable
    SessionId id() {
        return id;
    }

    void id(SessionId answer) {
        id = answer;
    }

    /** Whether it says on the server what a lock of it is for; not taken back when the lock was released. */
    boolean said() {
        return said;
    }

    void said(boolean now) {
        said = now;
    }

    /** Takes note of the time-out that is about to be set. False if it is set already: that saves a call of the system. */
    boolean changes(int millis) {
        boolean changes = networkTimeout != millis;
        networkTimeout = millis;
        return changes;
    }
}
