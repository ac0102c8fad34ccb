package dev.latchkey.trials.locks;

import static dev.latchkey.trials.support.ShortLease.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.support.OtherJvm;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A program that is stopped where it stands loses its locks by the lease, and learns of it when it goes on. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGSTOP")
final class FrozenHolderTest {

    private final LockName name = LockName.exact("frozen " + TestFleet.newWorkId());
    private final ServerConfig config = ShortLease.server(6);

    @TempDir
    private Path folder;

    @AfterEach
    void noSessionHoldsTheLock() {
        await().atMost(BOUND).until(() -> TestFleet.isFree(config, name.text()));
    }

    @Test
    void itsLockGoesToTheNextHolderAndIsNotItsOwnAfterwards() throws Exception {
        try (OtherJvm frozen = RemoteHolder.start(folder, config);
                ServerLocks locks = ServerLocks.on(Server.open("the server", config))) {
            long session = Long.parseLong(frozen.ask("take " + name));
            assertThat(locks.tryAcquire(name)).isEmpty();
            frozen.freeze();
            try (HeldLock next = locks.acquire(name, WaitLimit.of(BOUND))) {
                frozen.thaw();
                String lost = "LockLostException: lock %s lost on the server: session %d ".formatted(name, session);
                assertThat(frozen.ask("ensure")).startsWith(lost);
                assertThat(frozen.ask("release")).startsWith(lost);
                next.ensureHeld();
            }
        }
    }

    @Test
    void whatItReleasesAfterwardsIsNotTheNextHoldersLock() throws Exception {
        try (OtherJvm frozen = RemoteHolder.start(folder, config);
                ServerLocks locks = ServerLocks.on(Server.open("the server", config))) {
            frozen.ask("take " + name);
            frozen.freeze();
            try (HeldLock next = locks.acquire(name, WaitLimit.of(BOUND))) {
                frozen.thaw();
                assertThat(frozen.ask("release")).startsWith("LockLostException: ");
                next.ensureHeld();
                assertThat(ShortLease.isHeldBy(config, name.text(), next.session()))
                        .isTrue();
            }
        }
    }
}
