package dev.latchkey.trials.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldSlot;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import dev.latchkey.Semaphore;
import dev.latchkey.SharedExclusiveLock;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.support.TestFleet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slots of keys, on the shards where the keys are at home. */
@Tag("contract")
final class KeySlotsTest {

    private static final WaitLimit SHORT = WaitLimit.ofMillis(100);

    private final TestFleet servers = TestFleet.shared();
    private final Fleet fleet = servers.fleet();

    @Test
    void theSlotsLieOnTheShardOfTheKey() {
        for (String shard : List.of("s1", "s2")) {
            LockKey key = servers.newKeyOn(shard);
            try (HeldSlot slot = fleet.semaphore(key, 2).acquire(SHORT)) {
                assertThat(TestFleet.isFree(servers.home(key), key + "+" + slot.number()))
                        .isFalse();
                assertThat(fleet.semaphore(key, 2).holders()).isOne();
            }
            assertThat(fleet.semaphore(key, 2).holders()).isZero();
        }
    }

    @Test
    void aHandleKeepsItsSlotAlsoOnAFleet() {
        Semaphore handle = fleet.semaphore(servers.newKeyOn("s1"), 2);
        try (HeldSlot slot = handle.tryAcquire().orElseThrow()) {
            assertThat(handle.tryAcquire()).containsSame(slot);
        }
    }

    @Test
    void slotsOfSeveralShardsAreReleasedTogether() {
        LockOptions shared = LockOptions.DEFAULT.sharingASession();
        List<LockKey> keys = List.of(servers.newKeyOn("s1"), servers.newKeyOn("s2"));
        List<HeldSlot> held = keys.stream()
                .flatMap(key -> Stream.generate(
                                () -> fleet.semaphore(key, 9).tryAcquire(shared).orElseThrow())
                        .limit(9))
                .toList();

        ServerLocks.together(held).close();

        assertThat(keys).allMatch(key -> fleet.semaphore(key, 9).holders() == 0);
    }

    @Test
    void readersAndWritersMeetOnTheShardOfTheKey() {
        LockKey key = servers.newKeyOn("s2");
        SharedExclusiveLock lock = fleet.sharedExclusive(key);
        try (HeldLock reader = lock.shared(SHORT)) {
            assertThat(reader.lost()).isEmpty();
            assertThat(lock.readers()).isOne();
            assertThat(lock.tryExclusive()).isEmpty();
        }
        try (HeldLock writer = lock.exclusive(SHORT)) {
            assertThat(fleet.holderOf(key).orElseThrow().session()).isEqualTo(writer.session());
            assertThat(lock.tryShared()).isEmpty();
            assertThat(fleet.tryAcquire(key)).isEmpty();
        }
        lock.tryShared().orElseThrow().close();
        lock.tryExclusive().orElseThrow().close();
    }
}
