package dev.latchkey.trials.locks;

import static dev.latchkey.trials.support.ShortLease.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latchkey.HeldLock;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.trials.net.Link;
import dev.latchkey.trials.net.Passage;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.support.ShortLease;
import dev.latchkey.trials.support.TestFleet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A lock is granted, but nobody hears of it, and the session that has it lives on at the server for a while: it is ours, and not
 * somebody who works under the lock.
 */
final class LostAnswerTest {

    private final LockName name = LockName.exact("lost answer " + TestFleet.newWorkId());
    private final ServerConfig direct = ShortLease.server(6);
    private final TcpProxy proxy = TestFleet.proxyTo(direct);
    private final ServerLocks locks = ServerLocks.on(Server.open("the server", TestFleet.via(proxy, direct)));
    private final AtomicReference<@Nullable Link> asking = new AtomicReference<>();

    LostAnswerTest() {
        proxy.through(this::losingTheFirstAnswer);
    }

    @AfterEach
    void noSessionHoldsTheLock() {
        proxy.close();
        locks.close();
        await().atMost(BOUND).until(() -> TestFleet.isFree(direct, name.text()));
    }

    /** Of the link that asks first, the server hears no end either. */
    private Passage.Fate losingTheFirstAnswer(Link link, Passage.Direction direction, ByteBuffer bytes) {
        String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
        if (direction == Passage.Direction.REQUEST && text.contains("GET_LOCK(")) {
            boolean unused = asking.compareAndSet(null, link);
        } else if (link.equals(asking.get())) {
            link.stall();
            return Passage.Fate.SWALLOWED;
        }
        return Passage.Fate.FORWARDED;
    }

    private void isNotBusy(LockOptions options) {
        assertThatThrownBy(() -> locks.tryAcquire(name, options))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageStartingWith("taking lock " + name + " on the server failed: ");
        assertThat(TestFleet.isFree(direct, name.text())).isFalse();
    }

    @Test
    void whoTriesIsToldThatTheServerGaveNoClearAnswer() {
        isNotBusy(LockOptions.DEFAULT);
    }

    @Test
    void soIsWhoSharesASession() {
        isNotBusy(LockOptions.DEFAULT.sharingASession());
    }

    @Test
    void whoWaitsIsGrantedItWhenTheSessionHasEnded() {
        try (HeldLock lock = locks.acquire(name, WaitLimit.of(BOUND))) {
            lock.ensureHeld();
        }
    }
}
