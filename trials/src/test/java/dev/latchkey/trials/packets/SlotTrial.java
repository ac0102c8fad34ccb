package dev.latchkey.trials.packets;

import dev.latchkey.HeldLocks;
import dev.latchkey.LockKey;
import java.util.List;
import java.util.Optional;

/** The only slot of a key. */
final class SlotTrial extends LockTrial {

    private final LockKey counted;

    SlotTrial(Lane lane) {
        this(lane, lane.newKey());
    }

    private SlotTrial(Lane lane, LockKey counted) {
        super(lane, List.of(LockKey.parse(counted + "+0")));
        this.counted = counted;
    }

    @Override
    Optional<HeldLocks> take() {
        return lane().fleet().semaphore(counted, 1).tryAcquire().map(Alone::new);
    }

    @Override
    public void verify() {
        lane().direct().semaphore(counted, 1).acquire(Lane.LIMIT).close();
    }
}
