package dev.latchkey.trials.torture.ground;

import dev.latchkey.Bucket;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.sharding.Fleet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The lock keys of a campaign: few, so that everybody wants the same ones.
 *
 * @param still keys whose buckets stay where they are
 * @param moving keys whose buckets move meanwhile: only for runs, since nothing waits for a hold without a transaction
 */
public record Keys(List<LockKey> still, List<LockKey> moving) {

    /** Of all locks and receipts of campaigns, so that they are told from a user's own. */
    public static final Namespace NAMESPACE = Namespace.of("TORTURE");

    /** So many may hold a semaphore at a time. */
    public static final int SLOTS = 2;

    private static final int STILL_ON_EACH_SHARD = 2;
    private static final String LOCK = "_KEY";

    public Keys {
        still = List.copyOf(still);
        moving = List.copyOf(moving);
    }

    /** Keys for this fleet, each of a bucket of its own. */
    public static Keys on(Fleet fleet) {
        Set<Bucket> taken = new HashSet<>();
        List<LockKey> still = new ArrayList<>();
        List<LockKey> moving = new ArrayList<>();
        int number = 1;
        for (int i = 0; i < fleet.shards().size(); i++) {
            String shard = fleet.shards().get(i).name();
            for (int found = 0; found <= STILL_ON_EACH_SHARD; number++) {
                LockKey key = LockKey.parse(("TORTURE_%d" + LOCK).formatted(number));
                if (fleet.shardOf(key).name().equals(shard) && taken.add(key.bucket())) {
                    boolean moves =
                            found == STILL_ON_EACH_SHARD && fleet.shards().size() > 1;
                    (moves ? moving : still).add(key);
                    found++;
                }
            }
        }
        return new Keys(still, moving);
    }

    public List<LockKey> all() {
        return Stream.concat(still.stream(), moving.stream()).toList();
    }

    /** The keys of the semaphores, one on each shard. */
    public List<LockKey> semaphores() {
        return IntStream.iterate(0, i -> i < still.size(), i -> i + STILL_ON_EACH_SHARD)
                .mapToObj(i -> beside(still.get(i), "_SLOTS"))
                .toList();
    }

    /** The names of the lists, each in the bucket of a key. */
    public List<LockKey> lists() {
        return all().stream().map(key -> beside(key, "_LIST")).toList();
    }

    private static LockKey beside(LockKey key, String task) {
        return LockKey.parse(key.text().replace(LOCK, task));
    }

    /** What the servers call the lock of this key. */
    public static LockName name(LockKey key) {
        return LockName.of(NAMESPACE, key);
    }
}
