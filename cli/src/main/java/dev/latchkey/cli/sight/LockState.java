package dev.latchkey.cli.sight;

import dev.latchkey.Holder;
import dev.latchkey.LockName;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.sharding.SeenLock;
import dev.latchkey.sharding.SeenLocks;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lock as its server knows it, with what the view {@code latchkey_lock} adds where it is there.
 *
 * @param holder null if nobody holds it
 * @param waiters null where the view can't be read
 */
public record LockState(
        @Nullable HolderLine holder, @Nullable Long waiters) {

    public static LockState of(LockName name, KeyHome home) {
        Optional<Holder> holder = home.server().holderOf(name);
        SeenLocks seen = SeenLocks.look(FleetConfig.of(List.of(home.server().config())));
        List<SeenLock> locks = seen.locks().stream()
                .filter(lock -> lock.lockName().equalsIgnoreCase(name.text()))
                .toList();
        boolean complete = seen.unseen().isEmpty();
        return new LockState(
                holder.map(session -> details(session, locks)).orElse(null),
                complete ? locks.stream().mapToLong(SeenLock::waiters).max().orElse(0) : null);
    }

    private static HolderLine details(Holder holder, List<SeenLock> locks) {
        return locks.stream()
                .filter(lock -> lock.state() == SeenLock.State.HELD && lock.session() == holder.session())
                .findFirst()
                .map(HolderLine::of)
                .orElseGet(() -> HolderLine.of(holder));
    }
}
