package dev.latchkey.mysql;

import dev.latchkey.HeldLock;
import dev.latchkey.Holder;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.NamedLocks;
import dev.latchkey.WaitLimit;
import java.util.Optional;

/** Named locks, a session for each that is held or awaited. */
final class ServerLocks implements NamedLocks {

    private final Server server;

    ServerLocks(Server server) {
        this.server = server;
    }

    @Override
    public Optional<HeldLock> tryAcquire(LockName name) {
        return acquire(name, Optional.empty());
    }

    @Override
    public HeldLock acquire(LockName name, WaitLimit limit) {
        return acquire(name, Optional.of(limit))
                .orElseThrow(
                        () -> new LockNotAcquiredException(name, server.label(), limit, server.holderIfKnown(name)));
    }

    private Optional<HeldLock> acquire(LockName name, Optional<WaitLimit> limit) {
        return server.lock(name, limit).map(session -> new SessionLock(name, session, server.label()));
    }

    @Override
    public Optional<Holder> holderOf(LockName name) {
        return server.holderOf(name);
    }
}
