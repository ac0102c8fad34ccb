package dev.latchkey.locks;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LockLostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Several locks, released in one statement a session. */
record HeldTogether(List<Grip> grips) implements HeldLocks {

    @Override
    public List<HeldLock> locks() {
        return List.copyOf(grips);
    }

    @Override
    public void close() {
        List<Hold> closing = new ArrayList<>();
        List<Hold> last = new ArrayList<>();
        for (Grip grip : grips) {
            if (grip.letGo()) {
                closing.add(grip.hold());
                if (grip.wasLast()) {
                    last.add(grip.hold());
                }
            }
        }
        Collections.reverse(closing);
        Collections.reverse(last);
        last.forEach(Hold::interruptNoMore);
        Map<Carrier, List<Hold>> bySession =
                last.stream().collect(Collectors.groupingBy(Hold::carrier, LinkedHashMap::new, Collectors.toList()));
        bySession.forEach(Carrier::release);
        throwIfLost(closing);
    }

    private static void throwIfLost(List<Hold> closing) {
        LockLostException first = null;
        for (Hold hold : closing) {
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
