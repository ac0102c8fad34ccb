package dev.latchkey.lockd;

import dev.latchkey.HeldSlot;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.Locks;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** {@code sg}, {@code sr} and {@code si}: slots, which all gateways on the same servers count together. */
final class SharedLocks {

    private final Locks<LockKey> locks;
    private final Holders holders = new Holders();
    private final Map<String, SharedKey> byKey = new ConcurrentHashMap<>();

    SharedLocks(Locks<LockKey> locks) {
        this.locks = locks;
    }

    Holders holders() {
        return holders;
    }

    /** The protocol has no answer for a key that has no room: 0 is what a client takes for no. */
    String get(Client client, String key) {
        OptionalInt now = OptionalInt.empty();
        while (now.isEmpty()) {
            now = get(client, key, byKey.computeIfAbsent(key, this::newKey));
        }
        String answer = now.getAsInt() == 0 ? " Shared Lock Get Failure: " : " Shared Lock Get Success: ";
        return now.getAsInt() + answer + key;
    }

    private SharedKey newKey(String key) {
        return new SharedKey(locks, Keys.of(key));
    }

    private OptionalInt get(Client client, String key, SharedKey shared) {
        boolean isNew =
                client.shared().put(key, shared) == null; // before it is asked: if no answer comes, it may have a slot
        try {
            OptionalInt now = shared.get(client);
            if (now.orElse(0) == 0) {
                client.shared().remove(key);
            } else if (isNew) {
                holders.add(key, client);
            }
            return now;
        } finally {
            forgetIfOver(key, shared);
        }
    }

    private void forgetIfOver(String key, SharedKey shared) {
        if (shared.isOver()) {
            byKey.remove(key, shared);
        }
    }

    String release(Client client, String key) {
        boolean released = leave(client, key).filter(SharedLocks::isReleased).isPresent();
        return (released ? "1 Shared Lock Release Success: " : "0 Shared Lock Release Failure: ") + key;
    }

    private static boolean isReleased(HeldSlot slot) {
        try {
            slot.close();
            return true;
        } catch (LockLostException e) {
            return false;
        }
    }

    private Optional<HeldSlot> leave(Client client, String key) {
        SharedKey shared = client.shared().remove(key);
        if (shared == null) {
            return Optional.empty();
        }
        holders.remove(key, client);
        Optional<HeldSlot> slot = shared.leave(client);
        forgetIfOver(key, shared);
        return slot;
    }

    /** The client has gone: the slots that are to be released for that. Asks no server. */
    List<HeldSlot> leave(Client client) {
        return List.copyOf(client.shared().keySet()).stream()
                .flatMap(key -> leave(client, key).stream())
                .toList();
    }

    String inspect(String key) {
        SharedKey shared = byKey.get(key);
        int now = (shared == null ? newKey(key) : shared).holders();
        return now == 0 ? "0 Shared Lock Not Locked: " + key : now + " Shared Lock Is Locked: " + key;
    }
}
