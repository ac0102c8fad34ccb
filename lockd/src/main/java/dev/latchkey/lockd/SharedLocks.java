package dev.latchkey.lockd;

import dev.latchkey.HeldSlot;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.Locks;
import dev.latchkey.Semaphore;
import dev.latchkey.lockd.Client.Shared;
import java.util.Optional;

/** {@code sg}, {@code sr} and {@code si}: a semaphore of the key, whose slots all gateways on the same servers share. */
final class SharedLocks {

    /** As many as a semaphore can have. */
    static final int MOST_HOLDERS = 2048;

    private final Locks<LockKey> locks;
    private final Holders holders = new Holders();

    SharedLocks(Locks<LockKey> locks) {
        this.locks = locks;
    }

    Holders holders() {
        return holders;
    }

    /** The protocol has no answer for a key that has no room: 0 is what a client takes for no. */
    String get(Client client, String key) {
        Shared mine = client.shared().get(key);
        Semaphore semaphore = mine == null ? semaphore(key) : mine.semaphore();
        if (mine != null) {
            mine.slot().ensureHeld();
        } else if (!isGranted(client, key, semaphore)) {
            return "0 Shared Lock Get Failure: " + key;
        }
        return semaphore.holders() + " Shared Lock Get Success: " + key;
    }

    private boolean isGranted(Client client, String key, Semaphore semaphore) {
        Optional<HeldSlot> slot = semaphore.tryAcquire(client.options());
        slot.ifPresent(held -> {
            client.shared().put(key, new Shared(semaphore, held));
            holders.add(key, client);
        });
        return slot.isPresent();
    }

    private Semaphore semaphore(String key) {
        return locks.semaphore(Keys.of(key), MOST_HOLDERS);
    }

    String release(Client client, String key) {
        return (isReleased(client, key) ? "1 Shared Lock Release Success: " : "0 Shared Lock Release Failure: ") + key;
    }

    private boolean isReleased(Client client, String key) {
        Shared mine = client.shared().remove(key);
        if (mine == null) {
            return false;
        }
        holders.remove(key, client);
        try {
            mine.slot().close();
            return true;
        } catch (LockLostException e) {
            return false;
        }
    }

    String inspect(String key) {
        int now = semaphore(key).holders();
        return now == 0 ? "0 Shared Lock Not Locked: " + key : now + " Shared Lock Is Locked: " + key;
    }
}
