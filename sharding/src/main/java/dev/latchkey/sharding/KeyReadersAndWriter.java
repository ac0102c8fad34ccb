package dev.latchkey.sharding;

import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import dev.latchkey.SharedExclusiveLock;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.Shard;
import java.util.Optional;

/** The readers and the writer of a key, on the shard that owns it. */
record KeyReadersAndWriter(KeyLocks locks, LockKey key) implements SharedExclusiveLock {

    private SharedExclusiveLock on(Shard shard) {
        return shard.locks().sharedExclusive(locks.name(key));
    }

    @Override
    public Optional<HeldLock> tryShared(LockOptions options) {
        return locks.routed(
                key, shard -> on(shard).tryShared(options).map(lock -> locks.atHome(shard, key, lock, options)));
    }

    @Override
    public HeldLock shared(WaitLimit limit, LockOptions options) {
        long start = System.nanoTime();
        return locks.routed(
                key,
                shard -> locks.atHome(shard, key, on(shard).shared(KeyLocks.left(limit, start), options), options));
    }

    @Override
    public Optional<HeldLock> tryExclusive(LockOptions options) {
        return locks.routed(
                key,
                shard -> on(shard)
                        .tryExclusive(options.drawingNoToken())
                        .map(lock -> locks.atHome(shard, key, lock, options)));
    }

    @Override
    public HeldLock exclusive(WaitLimit limit, LockOptions options) {
        long start = System.nanoTime();
        return locks.routed(
                key,
                shard -> locks.atHome(
                        shard,
                        key,
                        on(shard).exclusive(KeyLocks.left(limit, start), options.drawingNoToken()),
                        options));
    }

    @Override
    public int readers() {
        return on(locks.home(key)).readers();
    }
}
