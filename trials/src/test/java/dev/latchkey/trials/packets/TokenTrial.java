package dev.latchkey.trials.packets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LockOptions;
import java.util.List;
import java.util.Optional;

/** A lock with a fencing token: the next one's is higher, whatever was told. */
final class TokenTrial extends LockTrial {

    private static final LockOptions TOKEN = LockOptions.DEFAULT.drawingAToken();

    private long drawn;

    TokenTrial(Lane lane) {
        super(lane, List.of(lane.newKey()));
    }

    @Override
    Optional<HeldLocks> take() {
        Optional<HeldLock> taken = lane().fleet().tryAcquire(key(), TOKEN);
        drawn = taken.map(lock -> lock.fencingToken().orElseThrow()).orElse(0L);
        return taken.map(Alone::new);
    }

    @Override
    public void verify() {
        super.verify();
        try (HeldLock next = lane().direct().acquire(key(), Lane.LIMIT, TOKEN)) {
            assertThat(next.fencingToken().orElseThrow()).isGreaterThan(drawn);
        }
    }
}
