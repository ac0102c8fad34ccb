package dev.latchkey.trials.packets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LatchkeyException;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Locks that are taken, asked for, and released. */
abstract class LockTrial implements Trial {

    private final Lane lane;
    private final List<LockKey> keys;
    private @Nullable LatchkeyException trouble;

    LockTrial(Lane lane, List<LockKey> keys) {
        this.lane = lane;
        this.keys = keys;
    }

    /** The locks, or none if somebody else holds one. */
    abstract Optional<HeldLocks> take();

    /** One lock as several. */
    record Alone(HeldLock lock) implements HeldLocks {

        @Override
        public List<HeldLock> locks() {
            return List.of(lock);
        }

        @Override
        public void close() {
            lock.close();
        }
    }

    final Lane lane() {
        return lane;
    }

    final LockKey key() {
        return keys.get(0);
    }

    @Override
    public void prepare() {}

    @Override
    public void end() {}

    @Override
    public final void perform() {
        Optional<HeldLocks> taken;
        try {
            taken = take();
        } catch (LatchkeyException e) {
            trouble = e;
            return;
        }
        assertThat(taken).as("nobody else holds them").isPresent();
        use(taken.get());
    }

    private void use(HeldLocks taken) {
        assertThat(taken.locks()).hasSameSizeAs(keys);
        boolean allHeld = true;
        for (HeldLock lock : taken.locks()) {
            allHeld &= isHeld(lock);
        }
        try {
            taken.close();
            assertThat(allHeld).as("held at the release").isTrue();
            assertThat(keys)
                    .as("released")
                    .allSatisfy(key -> assertThat(lane.witness().holder(key)).isZero());
        } catch (LockLostException e) {
            trouble = e;
        }
    }

    /** What the holder is told: if it is yes, the server says the same. */
    final boolean isHeld(HeldLock lock) {
        try {
            lock.ensureHeld();
        } catch (LockLostException e) {
            assertThat(lock.lost()).contains(e.lock());
            trouble = e;
            return false;
        }
        LockKey key = LockKey.parse(lock.name().text());
        assertThat(lane.witness().holder(key)).as("holder of %s", key).isEqualTo(lock.session());
        return true;
    }

    @Override
    public final Optional<Throwable> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public final boolean saysHeldToTheEnd() {
        return trouble == null;
    }

    @Override
    public void verify() {
        keys.forEach(this::canBeTaken);
    }

    final void canBeTaken(LockKey key) {
        lane.direct().acquire(key, Lane.LIMIT).close();
    }
}
