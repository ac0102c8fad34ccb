package dev.latchkey.lists;

import dev.latchkey.lists.ItemRows.Place;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** What is inserted through one object, in line: those who wait for the list in the server have a session each. Thread-safe. */
final class Inserts {

    private final Homes homes;
    private final ReentrantLock line = new ReentrantLock(true);

    Inserts(Homes homes) {
        this.homes = homes;
    }

    Map<ByteBuffer, Place> insert(Listed list, List<Item> items) {
        Insertion insertion = new Insertion(list, items);
        line.lock();
        try {
            return homes.at(list.name().key(), shard -> insertion.commit(shard.server()));
        } finally {
            line.unlock();
        }
    }

    Place insert(Listed list, Item item) {
        return insert(list, List.of(item)).values().iterator().next();
    }
}
