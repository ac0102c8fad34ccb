package dev.latchkey.sharding;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LockLostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Locks that were acquired together on several shards, in the order of their shards. */
record HeldAcross(List<HeldLocks> parts) implements HeldLocks {

    @Override
    public List<HeldLock> locks() {
        return parts.stream().flatMap(part -> part.locks().stream()).toList();
    }

    @Override
    public void close() {
        @Nullable LockLostException first = null;
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (LockLostException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
