package dev.latchkey.lockd;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Which clients of this gateway hold which keys, for those who ask. The server decides who holds; this only remembers. Thread-safe. */
final class Holders {

    /** A key's clients come and go while it is computed, and may be looked at meanwhile. */
    private final Map<String, Queue<Client>> byKey = new ConcurrentHashMap<>();

    void add(String key, Client client) {
        byKey.compute(key, (same, clients) -> {
            Queue<Client> all = clients == null ? new ConcurrentLinkedQueue<>() : clients;
            all.add(client);
            return all;
        });
    }

    void remove(String key, Client client) {
        byKey.computeIfPresent(key, (same, clients) -> {
            clients.remove(client);
            return clients.isEmpty() ? null : clients;
        });
    }

    /** How many keys are held. */
    int keys() {
        return byKey.size();
    }

    /** The holders of a key, in the order in which they came to hold it. */
    List<Client> of(String key) {
        return List.copyOf(byKey.getOrDefault(key, new ConcurrentLinkedQueue<>()));
    }

    /** The holders of all keys, sorted by key. */
    Map<String, List<Client>> all() {
        Map<String, List<Client>> all = new TreeMap<>();
        byKey.forEach((key, clients) -> all.put(key, List.copyOf(clients)));
        return all;
    }
}
