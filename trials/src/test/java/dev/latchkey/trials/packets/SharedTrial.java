package dev.latchkey.trials.packets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.LockOptions;
import dev.latchkey.ServerUnavailableException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A lock on a session on which another one is: that one is held and released after it, or known to be lost. */
final class SharedTrial extends LockTrial {

    private static final LockOptions SHARING = LockOptions.DEFAULT.sharingASession();

    private final LockKey beside;
    private @Nullable HeldLock heldBeside;

    SharedTrial(Lane lane) {
        super(lane, List.of(lane.newKey()));
        this.beside = lane.newKey();
    }

    @Override
    public void prepare() {
        Lane.soon("the lock beside")
                .ignoreExceptionsInstanceOf(
                        ServerUnavailableException.class) // the server may be busy with other things
                .until(() -> {
                    heldBeside = lane().fleet().tryAcquire(beside, SHARING).orElseThrow();
                    return true;
                });
    }

    @Override
    Optional<HeldLocks> take() {
        return lane().fleet().tryAcquire(key(), SHARING).map(Alone::new);
    }

    @Override
    public void end() {
        HeldLock lock = heldBeside;
        if (lock == null) {
            return;
        }
        boolean held = isHeld(lock);
        try {
            lock.close();
            assertThat(held).as("held at the release").isTrue();
        } catch (LockLostException e) {
            assertThat(lock.lost()).contains(e.lock());
        }
    }

    @Override
    public void verify() {
        super.verify();
        canBeTaken(beside);
    }
}
