package dev.latchkey.lockd;

import dev.latchkey.HeldLock;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.Locks;
import java.util.Optional;

/** {@code g}, {@code r} and {@code i}. */
final class ExclusiveLocks {

    private final Locks<LockKey> locks;
    private final boolean reget;
    private final Holders holders = new Holders();

    ExclusiveLocks(Locks<LockKey> locks, boolean reget) {
        this.locks = locks;
        this.reget = reget;
    }

    Holders holders() {
        return holders;
    }

    String get(Client client, String key) {
        return (isGranted(client, key) ? "1 Lock Get Success: " : "0 Lock Get Failure: ") + key;
    }

    private boolean isGranted(Client client, String key) {
        HeldLock mine = client.exclusive().get(key);
        if (mine != null) {
            mine.ensureHeld(); // who asks again wants to know, and is not told what was true once
            return reget;
        }
        Optional<HeldLock> lock = locks.tryAcquire(Keys.of(key), client.options());
        lock.ifPresent(held -> {
            client.exclusive().put(key, held);
            holders.add(key, client);
        });
        return lock.isPresent();
    }

    String release(Client client, String key) {
        return (isReleased(client, key) ? "1 Lock Release Success: " : "0 Lock Release Failure: ") + key;
    }

    private boolean isReleased(Client client, String key) {
        HeldLock mine = client.exclusive().remove(key);
        if (mine == null) {
            return false;
        }
        holders.remove(key, client); // before the next holder can be added
        try {
            mine.close();
            return true;
        } catch (LockLostException e) {
            return false;
        }
    }

    String inspect(String key) {
        return (locks.holderOf(Keys.of(key)).isPresent() ? "1 Lock Is Locked: " : "0 Lock Not Locked: ") + key;
    }
}
