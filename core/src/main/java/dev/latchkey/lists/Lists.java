package dev.latchkey.lists;

import dev.latchkey.DistinctList;
import dev.latchkey.DistinctLists;
import dev.latchkey.LockKey;
import dev.latchkey.Namespace;
import dev.latchkey.ResultIds;
import dev.latchkey.mysql.Server;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The distinct lists and result ids of a fleet. Thread-safe. */
public final class Lists implements DistinctLists {

    private static final Logger LOG = LoggerFactory.getLogger(Lists.class);
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /** Small lists go two at a time for one that is made: those that have ended become fewer. */
    private static final int PAGES_EACH = 2;

    private final Homes homes;
    private final Namespace namespace;

    /** Those of this namespace. */
    public Lists(Homes homes, Namespace namespace) {
        this.homes = homes;
        this.namespace = namespace;
    }

    @Override
    public DistinctList setUp(LockKey name, Duration duration) {
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a list %s for %s refused: allowed are 1 ms to %d days"
                    .formatted(name, duration, LONGEST.toDays()));
        }
        return new StoredList(homes, setUp(ListName.of(Kind.LIST, namespace, name), duration));
    }

    @Override
    public Optional<DistinctList> find(LockKey name) {
        ListName wanted = ListName.of(Kind.LIST, namespace, name);
        return homes.at(name, shard -> new ListRows(shard.server()).find(wanted))
                .map(list -> new StoredList(homes, list));
    }

    /** The result ids of this name. Asks nothing yet. */
    public ResultIds resultIds(LockKey name) {
        ListName wanted = ListName.of(Kind.RESULT_IDS, namespace, name);
        return new StoredIds(homes, wanted, () -> setUp(wanted, null));
    }

    private Listed setUp(ListName name, @Nullable Duration duration) {
        return homes.at(name.key(), shard -> {
            ListRows lists = new ListRows(shard.server());
            return lists.find(name).orElseGet(() -> {
                Listed made = lists.make(name, duration);
                purgeALittle(shard.server());
                return made;
            });
        });
    }

    /** The list is made whatever comes of this. */
    private static void purgeALittle(Server server) {
        try {
            EndedLists ended = new EndedLists(server);
            for (int i = 0; i < PAGES_EACH; i++) {
                long unused = ended.deletePage();
            }
        } catch (RuntimeException e) {
            LOG.debug("ended lists of {} stay for now", server, e);
        }
    }
}
