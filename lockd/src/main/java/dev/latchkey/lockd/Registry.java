package dev.latchkey.lockd;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The names that clients give themselves. A name has one client: the one that took it last. Thread-safe. */
final class Registry {

    private final Map<String, Client> byName = new HashMap<>();
    private final Map<Client, String> names = new HashMap<>();

    /** From now on the client has this name; the empty one leaves it with its address. */
    synchronized void name(Client client, String name) {
        forget(client);
        if (!name.isEmpty()) {
            Client before = byName.put(name, client);
            if (before != null) {
                names.remove(before);
            }
            names.put(client, name);
        }
    }

    synchronized void forget(Client client) {
        String name = names.remove(client);
        if (name != null) {
            byName.remove(name);
        }
    }

    /** The client's name; its address if it has none. */
    synchronized String nameOf(Client client) {
        return names.getOrDefault(client, client.address());
    }

    /** All that have a name, sorted by it. */
    synchronized Map<String, Client> all() {
        return new TreeMap<>(byName);
    }
}
