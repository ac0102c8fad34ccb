package dev.latchkey.locks;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LockLostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Several locks on one session of one server. */
record HeldTogether(List<Grip> grips) implements HeldLocks {

    @Override
    public List<HeldLock> locks() {
        return List.copyOf(grips);
    }

    @Override
    public void close() {
        List<Hold> last = new ArrayList<>();
        for (Grip grip : grips) {
            if (grip.letGo()) {
                last.add(grip.hold());
            }
        }
        if (last.isEmpty()) {
            return;
        }
        Collections.reverse(last);
        last.forEach(Hold::interruptNoMore);
        last.get(0).carrier().release(last);
        LockLostException first = null;
        for (Hold hold : last) {
            LockLostException lost =
                    hold.lost().map(loss -> new LockLostException(loss, null)).orElse(null);
            if (first == null) {
                first = lost;
            } else if (lost != null) {
                first.addSuppressed(lost);
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
