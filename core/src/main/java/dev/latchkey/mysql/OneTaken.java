package dev.latchkey.mysql;

import dev.latchkey.LockName;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The server's answer to a request for one of several locks.
 *
 * @param taken the one that was granted, or of which it isn't known; null if all were held
 * @param isClear whether it was granted; else the server answered NULL for it
 * @param shutBy the session that held the gate when this had been taken, and had no pass; empty if the gate was open
 */
record OneTaken(@Nullable LockName taken, boolean isClear, OptionalLong shutBy) {

    boolean mayBeHeld() {
        return taken != null;
    }

    boolean stays() {
        return taken != null && isClear && shutBy.isEmpty();
    }

    LockName name() {
        if (taken == null) {
            throw new IllegalStateException("none was taken");
        }
        return taken;
    }
}
