package dev.latchkey.sharding;

import dev.latchkey.Bucket;
import dev.latchkey.GuardedRun;
import dev.latchkey.HeldLock;
import dev.latchkey.Holder;
import dev.latchkey.Latchkey;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.Namespace;
import dev.latchkey.Outcome;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.Work;
import dev.latchkey.WrongShardException;
import dev.latchkey.ledger.Ledger;
import dev.latchkey.ledger.Reconciler;
import dev.latchkey.mysql.Shard;
import dev.latchkey.run.GuardedRunner;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;

/**
 * All shards and the ledger, opened: the way in.
 *
 * <pre>{@code
 * try (Latchkey latchkey = Fleet.open(config)) { … }
 * }</pre>
 *
 * <p>Each key is routed to the shard that owns its bucket. If that shard denies it, the shards are asked who owns it now, and
 * the call is repeated there, once. Thread-safe.
 */
public final class Fleet implements Latchkey {

    private final Servers servers;
    private final Namespace namespace;
    private final GuardedRunner runner;
    private volatile ShardMap map;

    private Fleet(Servers servers, Namespace namespace) {
        this.servers = servers;
        this.namespace = namespace;
        this.map = FleetCheck.map(servers.shards());
        this.runner = new GuardedRunner(namespace, servers.index(), this::ownerNow);
    }

    /**
     * Looks at all servers, and opens them if they are the servers of one fleet, complete, and set so that the promise holds.
     *
     * @throws RefusedConfigurationException if they are not, saying what to do
     * @throws ServerUnavailableException if one doesn't answer
     */
    public static Fleet open(FleetConfig config) {
        Servers servers = Servers.open(config);
        try {
            return new Fleet(servers, config.namespace());
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    @Override
    public <T, X extends Exception> Outcome<T> run(GuardedRun<T> run, Work<T, X> work) throws X {
        Shard shard = shardOf(run.key());
        try {
            return runner.run(shard, run, work);
        } catch (WrongShardException e) {
            return runner.run(reroute(run.key(), shard, e), run, work);
        }
    }

    @Override
    public Optional<HeldLock> tryAcquire(LockKey key) {
        return acquire(key, Optional.empty());
    }

    @Override
    public HeldLock acquire(LockKey key, WaitLimit limit) {
        return acquire(key, Optional.of(limit)).orElseThrow();
    }

    private Optional<HeldLock> acquire(LockKey key, Optional<WaitLimit> limit) {
        Shard shard = shardOf(key);
        try {
            return acquire(shard, key, limit);
        } catch (WrongShardException e) {
            return acquire(reroute(key, shard, e), key, limit);
        }
    }

    /** A hold without a transaction has no gate: it asks for the bucket once it has the lock, and a move waits for it. */
    private Optional<HeldLock> acquire(Shard shard, LockKey key, Optional<WaitLimit> limit) {
        LockName name = LockName.of(namespace, key);
        Optional<HeldLock> lock = limit.isPresent()
                ? Optional.of(shard.server().locks().acquire(name, limit.get()))
                : shard.server().locks().tryAcquire(name);
        if (lock.isPresent() && !isAtHome(shard, key, lock.get())) {
            lock.get().close();
            throw new WrongShardException(key, shard.toString());
        }
        return lock;
    }

    private static boolean isAtHome(Shard shard, LockKey key, HeldLock lock) {
        try {
            return Buckets.owns(shard, key.bucket());
        } catch (JdbiException e) {
            lock.close();
            throw new ServerUnavailableException("asking for the bucket of " + key, shard.toString(), e);
        }
    }

    @Override
    public Optional<Holder> holderOf(LockKey key) {
        return shardOf(key).server().holderOf(LockName.of(namespace, key));
    }

    /** The shard that owns the key, as far as this fleet knows. */
    public Shard shardOf(LockKey key) {
        return servers.shard(map.owner(key.bucket()));
    }

    /** All shards, in the order in which they were configured. */
    public List<Shard> shards() {
        return servers.shards();
    }

    /** The ledger, if there is one. */
    public Optional<Ledger> ledger() {
        return servers.ledger();
    }

    /** Which shard owns which bucket, as far as this fleet knows. */
    public ShardMap map() {
        return map;
    }

    /** A reconciler of this fleet; one of its own runs in the background anyway. Empty without a ledger. */
    public Optional<Reconciler> reconciler() {
        return servers.ledger().map(ledger -> new Reconciler(ledger, servers.shards()));
    }

    private Shard reroute(LockKey key, Shard wrong, WrongShardException denied) {
        Shard owner = ownerNow(key.bucket())
                .filter(shard -> !shard.name().equals(wrong.name()))
                .orElseThrow(() -> denied);
        learn(key.bucket(), owner);
        return owner;
    }

    private synchronized void learn(Bucket bucket, Shard owner) {
        map = map.withOwner(bucket, owner.name());
    }

    private Optional<Shard> ownerNow(Bucket bucket) {
        try {
            return servers.shards().stream()
                    .filter(shard -> Buckets.owns(shard, bucket))
                    .findFirst();
        } catch (JdbiException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        servers.close();
    }
}
