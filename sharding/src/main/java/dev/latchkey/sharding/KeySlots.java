package dev.latchkey.sharding;

import dev.latchkey.HeldSlot;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import dev.latchkey.Semaphore;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.SemaphoreHandle;
import dev.latchkey.locks.Shard;
import java.util.Optional;

/** The slots of a key, on the shard that owns it. */
record KeySlots(KeyLocks locks, LockKey key, int slots) implements SemaphoreHandle.Source {

    private Semaphore on(Shard shard) {
        return shard.locks().semaphore(locks.name(key), slots);
    }

    @Override
    public Optional<HeldSlot> tryAcquire(LockOptions options) {
        return locks.routed(
                key, shard -> on(shard).tryAcquire(options).map(slot -> locks.atHome(shard, key, slot, options)));
    }

    @Override
    public HeldSlot acquire(WaitLimit limit, LockOptions options) {
        long start = System.nanoTime();
        return locks.routed(
                key,
                shard -> locks.atHome(shard, key, on(shard).acquire(KeyLocks.left(limit, start), options), options));
    }

    @Override
    public int holders() {
        return on(locks.home(key)).holders();
    }
}
