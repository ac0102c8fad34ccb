package dev.latchkey.lists;

import dev.latchkey.LockKey;
import dev.latchkey.ResultIds;
import dev.latchkey.mysql.Server;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Result ids: the positions in a list without an end, which is made when the first one is asked for. */
final class StoredIds implements ResultIds {

    private final Homes homes;
    private final Inserts inserts;
    private final ListName name;
    private final Supplier<Listed> setUp;
    private volatile @Nullable Listed list;

    StoredIds(Homes homes, ListName name, Supplier<Listed> setUp) {
        this.homes = homes;
        this.inserts = new Inserts(homes);
        this.name = name;
        this.setUp = setUp;
    }

    @Override
    public LockKey name() {
        return name.key();
    }

    @Override
    public long idFor(String result) {
        return idOf(Item.of(result));
    }

    @Override
    public long idFor(byte[] result) {
        return idOf(Item.of(result));
    }

    private long idOf(Item result) {
        return homes.at(name(), shard -> position(shard.server(), result))
                .orElseGet(() -> inserts.insert(list(), result).position());
    }

    private Optional<Long> position(Server server, Item result) {
        return ItemRows.position(server, ItemRows.OF_THE_NAME, name.id(), result);
    }

    private Listed list() {
        Listed known = list;
        if (known == null) {
            known = setUp.get();
            list = known;
        }
        return known;
    }
}
