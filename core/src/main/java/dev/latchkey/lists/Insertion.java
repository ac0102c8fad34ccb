package dev.latchkey.lists;

import dev.latchkey.Id;
import dev.latchkey.lists.ItemRows.Place;
import dev.latchkey.lists.ListRows.State;
import dev.latchkey.mysql.Server;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * One call that inserts. It may be repeated, on another server, too: what it inserted before, in a COMMIT that nobody answered, it knows
 * by its id. Nothing is inserted in part, so if one item is its own, all that were new are.
 */
final class Insertion {

    private final Id call = Id.random();
    private final Listed list;
    private final List<Item> items;

    /** Of items that are distinct. */
    Insertion(Listed list, List<Item> items) {
        this.list = list;
        this.items = items;
    }

    /** Where all its items are then, by their hashes. */
    Map<ByteBuffer, Place> commit(Server server) {
        ListRows lists = new ListRows(server);
        return new Transactions(server).commit("inserting into list " + list.name(), handle -> insert(handle, lists));
    }

    private Map<ByteBuffer, Place> insert(Handle handle, ListRows lists) {
        Optional<State> state = lists.lock(handle, list);
        Map<ByteBuffer, Place> places = ItemRows.find(handle, list.id(), items, call);
        List<Item> missing =
                items.stream().filter(item -> !places.containsKey(item.hash())).toList();
        boolean doneBefore = missing.isEmpty() && places.values().stream().anyMatch(Place::mine);
        if (!doneBefore) {
            State alive = state.filter(State::alive).orElseThrow(() -> lists.ended(list, state));
            if (!missing.isEmpty()) {
                places.putAll(ItemRows.append(handle, list.id(), alive.size(), missing, call));
            }
        }
        return places;
    }
}
