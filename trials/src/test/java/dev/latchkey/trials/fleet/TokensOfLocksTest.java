package dev.latchkey.trials.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.Semaphore;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.SharedExclusiveLock;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.StatementTap;
import dev.latchkey.trials.support.StatementTap.Moment;
import dev.latchkey.trials.support.TestFleet;
import dev.latchkey.trials.support.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Fencing tokens of locks without a transaction. */
@Tag("contract")
final class TokensOfLocksTest {

    private static final WaitLimit LONG = WaitLimit.ofSeconds(60);
    private static final LockOptions TOKEN = LockOptions.DEFAULT.drawingAToken();

    private final TestFleet servers = TestFleet.shared();
    private final Fleet fleet = servers.fleet();
    private final LockKey key = servers.newKeyOn("s1");
    private final LockKey other = servers.newKeyOn("s1");
    private final LockKey elsewhere = servers.newKeyOn("s2");
    private final ServerConfig home = servers.home(key);

    @AfterEach
    void allAreFree() {
        assertThat(List.of(key, other, elsewhere)).allMatch(each -> TestFleet.isFree(servers.home(each), each.text()));
    }

    @Test
    void growWhicheverWayTheLockIsTaken() throws Exception {
        try (HeldLock lock = fleet.tryAcquire(key, TOKEN).orElseThrow()) {
            assertThat(lock.fencingToken()).hasValue(1);
            try (HeldLock again = lock.again()) {
                assertThat(again.fencingToken()).hasValue(1);
            }
        }
        try (HeldLock lock = fleet.acquire(key, LONG, TOKEN)) {
            assertThat(lock.fencingToken()).hasValue(2);
        }
        try (HeldLock lock = fleet.acquireAsync(key, LONG, TOKEN).get(60, TimeUnit.SECONDS)) {
            assertThat(lock.fencingToken()).hasValue(3);
        }
        try (HeldLock lock = fleet.acquire(key, LONG, TOKEN.sharingASession())) {
            assertThat(lock.fencingToken()).hasValue(4);
        }
        assertThat(Tokens.ofARun(fleet, key)).isEqualTo(5);
        try (HeldLock lock = fleet.sharedExclusive(key).exclusive(LONG, TOKEN)) {
            assertThat(lock.fencingToken()).hasValue(6);
        }
        try (HeldLock lock = fleet.tryAcquire(key).orElseThrow()) {
            assertThat(lock.fencingToken()).as("nobody asked for one").isEmpty();
        }
        assertThat(Tokens.last(home, key)).isEqualTo(6);
    }

    @Test
    void areDrawnOfEachOfSeveral() {
        fleet.tryAcquire(key, TOKEN).orElseThrow().close();
        try (HeldLocks all = fleet.acquireAll(List.of(elsewhere, other, key), LONG, TOKEN)) {
            assertThat(all.locks())
                    .allSatisfy(lock -> assertThat(lock.fencingToken())
                            .hasValue(lock.name().text().equals(key.text()) ? 2 : 1));
        }
        try (HeldLocks all = fleet.tryAcquireAll(List.of(elsewhere, other, key), TOKEN.sharingASession())
                .orElseThrow()) {
            assertThat(all.locks())
                    .allSatisfy(lock -> assertThat(lock.fencingToken())
                            .hasValue(lock.name().text().equals(key.text()) ? 3 : 2));
        }
    }

    @Test
    void areDrawnInPlaceOfTheQuestionForTheBucket() {
        fleet.tryAcquire(key).orElseThrow().close(); // a new session says once who it is
        assertThat(sentWith(LockOptions.DEFAULT)).containsExactly("SELECT", "SELECT", "SELECT");
        assertThat(sentWith(TOKEN)).containsExactly("SELECT", "CALL", "SELECT");
    }

    private List<String> sentWith(LockOptions options) {
        List<String> sent = new ArrayList<>();
        StatementTap.during(
                (moment, statement) -> {
                    if (moment == Moment.BEFORE) {
                        sent.add(statement.verb());
                    }
                },
                () -> {
                    fleet.tryAcquire(key, options).orElseThrow().close();
                    return sent;
                });
        return sent;
    }

    @Test
    void whoIsKilledBeforeTheDrawHasNoLock() {
        assertThatThrownBy(() -> StatementTap.during(
                        (moment, statement) -> {
                            if (moment == Moment.BEFORE && statement.sql().contains("latchkey_draw")) {
                                TestFleet.kill(home, statement.session());
                            }
                        },
                        () -> fleet.tryAcquire(key, TOKEN)))
                .isInstanceOf(ServerUnavailableException.class)
                .hasMessageContaining("drawing a fencing token for " + key);
        try (HeldLock lock = fleet.tryAcquire(key, TOKEN).orElseThrow()) {
            assertThat(lock.fencingToken()).hasValue(1);
        }
    }

    @Test
    void thatAnErrorKeepsFromBeingDrawnReleaseTheLock() {
        try (TestFleet own = TestFleet.fresh()) {
            LockKey there = own.newKeyOn("s1");
            TestFleet.execute(own.home(there), "DROP TABLE latchkey_token");
            assertThatThrownBy(() -> own.fleet().tryAcquire(there, TOKEN))
                    .isInstanceOf(ServerUnavailableException.class)
                    .hasMessageContaining("drawing a fencing token for " + there)
                    .hasMessageContaining("latchkey_token");
            own.fleet().tryAcquire(there).orElseThrow().close();
        }
    }

    @Nested
    class AreRefused {

        private final LockName name = LockName.of(key);
        private final ServerLocks locks = fleet.shardOf(key).locks();

        @Test
        void whereSeveralHoldAtATime() {
            Semaphore semaphore = fleet.semaphore(key, 3);
            SharedExclusiveLock readers = fleet.sharedExclusive(key);
            List<ThrowingCallable> calls = List.of(
                    () -> semaphore.tryAcquire(TOKEN),
                    () -> semaphore.acquire(LONG, TOKEN),
                    () -> readers.tryShared(TOKEN),
                    () -> readers.shared(LONG, TOKEN));
            assertThat(calls)
                    .allSatisfy(call -> assertThatThrownBy(call)
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage(
                                    "a slot of %s has no fencing token: several are held at a time, and the latest holder is not the only one; leave drawingAToken() out",
                                    name));
        }

        @Test
        void byLockName() {
            List<ThrowingCallable> calls = List.of(
                    () -> locks.tryAcquire(name, TOKEN),
                    () -> locks.acquire(name, LONG, TOKEN),
                    () -> locks.acquireAsync(name, LONG, TOKEN),
                    () -> locks.tryAcquireAll(List.of(name), TOKEN),
                    () -> locks.acquireAll(List.of(name), LONG, TOKEN));
            assertThat(calls)
                    .allSatisfy(call -> assertThatThrownBy(call)
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage(
                                    "lock %s has no fencing token: they are kept by key, on the shards of a fleet; take it there, by its key, or leave drawingAToken() out",
                                    name));
        }
    }
}
