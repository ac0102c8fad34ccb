package dev.latchkey.lockd;

import dev.latchkey.HeldSlot;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.Locks;
import dev.latchkey.LostLock;
import dev.latchkey.Semaphore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.OptionalInt;

/** The clients of this gateway that hold one key shared, each with a slot of the key's semaphore. Thread-safe. */
final class SharedKey {

    /*
     * A look at all slots takes the server up to a millisecond, so a gateway that has holders keeps at least one of the first few slots: who
     * finds none of another's there knows that its own clients are all. The first to hold the key takes one of those; and a client that
     * leaves with the last of them gives it to one that stays, and takes that one's along.
     *
     * No server is asked in a synchronized method: a client that leaves waits for nobody.
     */

    /** How many gateways can have holders of one key at a time: so many slots are looked at to find them. */
    static final int MOST_GATEWAYS = 32;

    /** As many as a semaphore can have. */
    static final int MOST_HOLDERS = Semaphore.MOST_SLOTS;

    private final Locks<LockKey> locks;
    private final LockKey key;
    private final Map<Client, HeldSlot> slots = new LinkedHashMap<>();
    private int asking;
    private boolean over;

    SharedKey(Locks<LockKey> locks, LockKey key) {
        this.locks = locks;
        this.key = key;
    }

    /**
     * Takes a slot for the client, unless it has one.
     *
     * @return how many hold the key now, this client included; 0 if there is no room; empty if this {@link #isOver}: nothing was asked
     */
    OptionalInt get(Client client) {
        if (!begin()) {
            return OptionalInt.empty();
        }
        try {
            Optional<HeldSlot> mine = slotOf(client);
            mine.ifPresent(HeldSlot::ensureHeld); // who asks again wants to know, and is not told what was true once
            boolean holds = mine.isPresent() || take(client, hasFirst() ? MOST_HOLDERS : MOST_GATEWAYS);
            while (holds && !hasFirst()) { // the client that had the last of those has left meanwhile
                Optional<HeldSlot> late = leave(client);
                holds = take(client, MOST_GATEWAYS);
                late.ifPresent(SharedKey::release);
            }
            return OptionalInt.of(holds ? holders() : 0);
        } finally {
            end();
        }
    }

    private synchronized boolean begin() {
        asking += over ? 0 : 1;
        return !over;
    }

    private synchronized void end() {
        asking--;
        over = isEmpty();
    }

    private boolean isEmpty() {
        return slots.isEmpty() && asking == 0;
    }

    private boolean take(Client client, int of) {
        Optional<HeldSlot> slot =
                locks.semaphore(key, of).tryAcquire(client.options().onLost(this::lost));
        slot.ifPresent(taken -> put(client, taken));
        return slot.isPresent();
    }

    private synchronized void put(Client client, HeldSlot slot) {
        slots.put(client, slot);
    }

    private static void release(HeldSlot slot) {
        try {
            slot.close();
        } catch (LockLostException e) {
            // free as well, and its loss is in the log
        }
    }

    private synchronized Optional<HeldSlot> slotOf(Client client) {
        return Optional.ofNullable(slots.get(client));
    }

    private boolean hasFirst() {
        return !firstOnes().isEmpty();
    }

    private synchronized List<HeldSlot> firstOnes() {
        return slots.values().stream()
                .filter(slot -> slot.number() < MOST_GATEWAYS)
                .toList();
    }

    /** How many hold the key now, of all gateways. */
    int holders() {
        List<HeldSlot> ours = firstOnes();
        boolean alone = locks.semaphore(key, MOST_GATEWAYS).holders() == ours.size()
                && firstOnes().equals(ours);
        return alone ? size() : locks.semaphore(key, MOST_HOLDERS).holders();
    }

    private synchronized int size() {
        return slots.size();
    }

    /** The client holds it no more: the slot that is to be released for that; empty if it had none. */
    synchronized Optional<HeldSlot> leave(Client client) {
        boolean hadFirst = hasFirst();
        Optional<HeldSlot> left = Optional.ofNullable(slots.remove(client));
        over = isEmpty();
        return hadFirst && !hasFirst() ? left.map(this::exchanged) : left;
    }

    /** For the slot of one that stays, if one does. */
    private HeldSlot exchanged(HeldSlot first) {
        for (Entry<Client, HeldSlot> staying : slots.entrySet()) {
            return staying.setValue(first);
        }
        return first;
    }

    /** Whether nobody holds it here any more, and nobody will: who wants to begins with another one. */
    synchronized boolean isOver() {
        return over;
    }

    /** The last of the first slots takes all along: other gateways would not see the rest. */
    private synchronized void lost(LostLock loss) {
        List<Client> losers = slots.entrySet().stream()
                .filter(held -> held.getValue().name().equals(loss.name()))
                .map(Entry::getKey)
                .toList();
        boolean wasTheLast = firstOnes().stream().allMatch(slot -> slot.name().equals(loss.name()));
        List.copyOf(wasTheLast && !losers.isEmpty() ? slots.keySet() : losers)
                .forEach(client -> client.close(loss.toString()));
    }
}
