package dev.latchkey.locks;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldSlot;
import dev.latchkey.LockName;
import dev.latchkey.LostLock;
import java.util.Optional;
import java.util.OptionalLong;

/** What a caller has of a slot. */
record SlotGrip(Grip grip, int number) implements HeldSlot {

    static SlotGrip on(Hold hold) {
        String text = hold.name().text();
        return new SlotGrip(Grip.on(hold), Integer.parseInt(text.substring(text.lastIndexOf('+') + 1)));
    }

    @Override
    public boolean isHeld() {
        return grip.isHeld();
    }

    @Override
    public LockName name() {
        return grip.name();
    }

    @Override
    public long session() {
        return grip.session();
    }

    @Override
    public OptionalLong fencingToken() {
        return grip.fencingToken();
    }

    @Override
    public void ensureHeld() {
        grip.ensureHeld();
    }

    @Override
    public Optional<LostLock> lost() {
        return grip.lost();
    }

    @Override
    public HeldLock again() {
        return grip.again();
    }

    @Override
    public void close() {
        grip.close();
    }
}
