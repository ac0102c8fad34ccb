package dev.latchkey.lists;

import dev.latchkey.DistinctList;
import dev.latchkey.LockKey;
import dev.latchkey.lists.ItemRows.Place;
import dev.latchkey.mysql.Server;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/** A distinct list in the tables of the shard that owns its name. */
final class StoredList implements DistinctList {

    private static final int PAGE = 1_000;

    private final Homes homes;
    private final Inserts inserts;
    private final Listed list;

    StoredList(Homes homes, Listed list) {
        this.homes = homes;
        this.inserts = new Inserts(homes);
        this.list = list;
    }

    private <T> T atHome(Function<Server, T> call) {
        return homes.at(name(), shard -> call.apply(shard.server()));
    }

    @Override
    public LockKey name() {
        return list.name().key();
    }

    @Override
    public Instant endsAt() {
        return Objects.requireNonNull(list.endsAt());
    }

    @Override
    public boolean insert(String item) {
        Item wanted = Item.of(item);
        boolean isThere = atHome(server -> ItemRows.position(server, ItemRows.OF_THE_LIST, list.id(), wanted))
                .isPresent();
        return !isThere && inserts.insert(list, wanted).mine();
    }

    @Override
    public List<String> insertAll(Collection<String> items) {
        List<Item> distinct = distinct(items);
        if (distinct.isEmpty()) {
            return List.of();
        }
        Map<ByteBuffer, Place> places = inserts.insert(list, distinct);
        return distinct.stream()
                .filter(item -> Objects.requireNonNull(places.get(item.hash())).mine())
                .map(Item::text)
                .toList();
    }

    private static List<Item> distinct(Collection<String> items) {
        if (items.size() > MOST_TOGETHER) {
            throw new IllegalArgumentException("%,d items together refused: allowed are 0 to %,d; use several calls"
                    .formatted(items.size(), MOST_TOGETHER));
        }
        List<Item> distinct = items.stream().map(Item::of).distinct().toList();
        long bytes = distinct.stream().mapToLong(item -> item.bytes().length).sum();
        if (bytes > MAX_BYTES_TOGETHER) {
            throw new IllegalArgumentException(
                    "items of %,d bytes together refused: allowed are 0 to %,d; use several calls"
                            .formatted(bytes, MAX_BYTES_TOGETHER));
        }
        return distinct;
    }

    @Override
    public long size() {
        return atHome(server -> new Transactions(server)
                .read(
                        "asking for the size of list " + name(),
                        handle ->
                                new ListRows(server).requireAlive(handle, list).size()));
    }

    @Override
    public List<String> read(long afterPosition, int most) {
        if (afterPosition < 0 || most < 1 || most > MOST_TOGETHER) {
            throw new IllegalArgumentException(
                    "%,d items after position %,d refused: allowed are 1 to %,d after 0 or more"
                            .formatted(most, afterPosition, MOST_TOGETHER));
        }
        return atHome(server -> new Transactions(server).read("reading list " + name(), handle -> {
            List<String> items = ItemRows.read(handle, list.id(), afterPosition, most);
            new ListRows(server).requireAlive(handle, list); // after it: what was read was there
            return items;
        }));
    }

    @Override
    public Stream<String> stream() {
        return Stream.iterate(Page.after(this, 0), page -> !page.items.isEmpty(), page -> page.next(this))
                .flatMap(page -> page.items.stream());
    }

    private record Page(long after, List<String> items) {

        static Page after(DistinctList list, long position) {
            return new Page(position, list.read(position, PAGE));
        }

        Page next(DistinctList list) {
            return after(list, after + items.size());
        }
    }

    @Override
    public void tearDown() {
        atHome(server -> new ListRows(server).tearDown(list));
    }
}
