package dev.latchkey.sharding;

import dev.latchkey.DistinctLists;
import dev.latchkey.FencedWork;
import dev.latchkey.GuardedRun;
import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.Holder;
import dev.latchkey.Latchkey;
import dev.latchkey.LockKey;
import dev.latchkey.LockOptions;
import dev.latchkey.Namespace;
import dev.latchkey.Outcome;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.ResultIds;
import dev.latchkey.Semaphore;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.SharedExclusiveLock;
import dev.latchkey.WaitLimit;
import dev.latchkey.Work;
import dev.latchkey.WrongShardException;
import dev.latchkey.ledger.Ledger;
import dev.latchkey.ledger.LostCommits;
import dev.latchkey.ledger.Reconciler;
import dev.latchkey.ledger.Retention;
import dev.latchkey.lists.Lists;
import dev.latchkey.locks.Shard;
import dev.latchkey.run.GuardedRunner;
import dev.latchkey.run.Home;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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
    private final Routing routing;
    private final KeyLocks locks;
    private final GuardedRunner runner;
    private final Lists lists;

    private Fleet(Servers servers, Namespace namespace) {
        this.servers = servers;
        this.routing = new Routing(servers);
        this.locks = new KeyLocks(routing, namespace);
        this.runner = new GuardedRunner(namespace, servers.index(), routing::ownerNow);
        this.lists = new Lists(routing::at, namespace);
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
        return routed(run, (connection, token) -> work.run(connection));
    }

    @Override
    public <T, X extends Exception> Outcome<T> run(GuardedRun<T> run, FencedWork<T, X> work) throws X {
        return routed(run.with(run.options().drawingAToken()), work);
    }

    private <T, X extends Exception> Outcome<T> routed(GuardedRun<T> run, FencedWork<T, X> work) throws X {
        Home home = routing.homeOf(run.key());
        try {
            return runner.run(home, run, work);
        } catch (WrongShardException e) {
            return runner.run(routing.reroute(run.key(), e), run, work);
        }
    }

    @Override
    public Optional<HeldLock> tryAcquire(LockKey key, LockOptions options) {
        return locks.tryAcquire(key, options);
    }

    @Override
    public HeldLock acquire(LockKey key, WaitLimit limit, LockOptions options) {
        return locks.acquire(key, limit, options);
    }

    @Override
    public CompletableFuture<HeldLock> acquireAsync(LockKey key, WaitLimit limit, LockOptions options) {
        return locks.acquireAsync(key, limit, options);
    }

    @Override
    public Optional<HeldLocks> tryAcquireAll(Collection<LockKey> keys, LockOptions options) {
        return locks.tryAcquireAll(keys, options);
    }

    @Override
    public HeldLocks acquireAll(Collection<LockKey> keys, WaitLimit limit, LockOptions options) {
        return locks.acquireAll(keys, limit, options);
    }

    @Override
    public Semaphore semaphore(LockKey key, int slots) {
        return locks.semaphore(key, slots);
    }

    @Override
    public SharedExclusiveLock sharedExclusive(LockKey key) {
        return locks.sharedExclusive(key);
    }

    @Override
    public Optional<Holder> holderOf(LockKey key) {
        return locks.holderOf(key);
    }

    @Override
    public DistinctLists lists() {
        return lists;
    }

    @Override
    public ResultIds resultIds(LockKey name) {
        return lists.resultIds(name);
    }

    /** The shard that owns the key, as far as this fleet knows. */
    public Shard shardOf(LockKey key) {
        return routing.shardOf(key);
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
        return routing.map();
    }

    /** A reconciler of this fleet; one of its own runs in the background anyway. Empty without a ledger. */
    public Optional<Reconciler> reconciler() {
        return servers.ledger().map(ledger -> new Reconciler(ledger, servers.shards()));
    }

    /** For after a failover that lost commits: what the ledger still takes for done. Empty without a ledger. */
    public Optional<LostCommits> lostCommits() {
        return servers.ledger().map(ledger -> new LostCommits(ledger, servers.shards()));
    }

    /**
     * Who holds and who awaits the named locks of all shards now. Two short queries a shard, on its pool for statements; a shard that
     * can't be asked is told as {@link SeenLocks#unseen}.
     */
    public SeenLocks seenLocks() {
        return SeenLocks.at(servers.shards().stream()
                .map(shard ->
                        new SeenLocks.Place(shard.toString(), shard.server().jdbi()))
                .toList());
    }

    /** Deletes old receipts and marks, when it is told to. Without a ledger receipts go by their age alone, if that is said. */
    public Retention retention() {
        return new Retention(servers.ledger(), servers.shards());
    }

    @Override
    public void close() {
        runner.awaitEnds(servers.awaitReleases());
        servers.close();
    }
}
