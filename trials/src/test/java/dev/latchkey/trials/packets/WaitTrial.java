package dev.latchkey.trials.packets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LatchkeyException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A lock that is waited for: a rival holds it, and releases it when somebody waits. */
final class WaitTrial extends LockTrial {

    WaitTrial(Lane lane) {
        super(lane, List.of(lane.newKey()));
    }

    @Override
    public void prepare() {
        lane().witness().take(key());
    }

    @Override
    Optional<HeldLocks> take() {
        CompletableFuture<HeldLock> taking = lane().async(() -> lane().fleet().acquire(key(), Lane.LIMIT));
        Lane.soon("a waiter for " + key())
                .until(() -> taking.isDone() || lane().witness().someoneWaitsFor(key()));
        assertThat(taking.isDone() && !taking.isCompletedExceptionally())
                .as("taken from its holder")
                .isFalse();
        lane().witness().release(key());
        try {
            return Optional.of(new Alone(taking.join()));
        } catch (CompletionException e) {
            throw e.getCause() instanceof LatchkeyException failure ? failure : e;
        }
    }
}
