package dev.latchkey.locks;

import dev.latchkey.HeldSlot;
import dev.latchkey.LockOptions;
import dev.latchkey.WaitLimit;
import java.util.Optional;

/** Slots for callers. */
record ServerSlots(Slots slots) implements SemaphoreHandle.Source {

    @Override
    public Optional<HeldSlot> tryAcquire(LockOptions options) {
        return slots.now(options).map(ServerSlots::grip);
    }

    @Override
    public HeldSlot acquire(WaitLimit limit, LockOptions options) {
        return grip(slots.upTo(limit, options));
    }

    private static HeldSlot grip(Hold hold) {
        hold.interruptThisThreadOnLoss();
        return SlotGrip.on(hold);
    }

    @Override
    public int holders() {
        return slots.held().count();
    }
}
