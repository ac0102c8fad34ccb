package dev.latchkey.lists;

import dev.latchkey.LockKey;
import dev.latchkey.WrongShardException;
import dev.latchkey.locks.Shard;
import java.util.function.Function;

/** Leads to the shard on which a key is at home. */
@FunctionalInterface
public interface Homes {

    /**
     * Calls with that shard; if it throws a {@link WrongShardException}, once more with the one that owns the key now.
     *
     * @throws WrongShardException if that is none, or it denies it, too
     */
    <T> T at(LockKey key, Function<Shard, T> call);
}
