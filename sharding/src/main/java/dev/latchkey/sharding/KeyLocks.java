package dev.latchkey.sharding;

import dev.latchkey.Bucket;
import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.Holder;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.Locks;
import dev.latchkey.Namespace;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.WrongShardException;
import dev.latchkey.locks.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jdbi.v3.core.JdbiException;

/**
 * Locks by their keys, each on the shard that owns it. A lock without a transaction has no gate: once it is held, the shard is asked
 * whether it owns the bucket, and a move waits for it. Thread-safe.
 */
final class KeyLocks implements Locks<LockKey> {

    private final Routing routing;
    private final Namespace namespace;

    KeyLocks(Routing routing, Namespace namespace) {
        this.routing = routing;
        this.namespace = namespace;
    }

    private LockName name(LockKey key) {
        return LockName.of(namespace, key);
    }

    @Override
    public Optional<HeldLock> tryAcquire(LockKey key, LockOptions options) {
        return routed(key, shard -> shard.locks().tryAcquire(name(key), options).map(lock -> atHome(shard, key, lock)));
    }

    @Override
    public HeldLock acquire(LockKey key, WaitLimit limit, LockOptions options) {
        return routed(key, shard -> atHome(shard, key, shard.locks().acquire(name(key), limit, options)));
    }

    private interface OnShard<T> {
        T on(Shard shard);
    }

    private <T> T routed(LockKey key, OnShard<T> request) {
        Shard shard = routing.shardOf(key);
        try {
            return request.on(shard);
        } catch (WrongShardException e) {
            return request.on(routing.reroute(key, shard, e));
        }
    }

    private static HeldLock atHome(Shard shard, LockKey key, HeldLock lock) {
        requireOwned(shard, List.of(key), lock);
        return lock;
    }

    /** Releases the locks and throws if a key isn't at home there. */
    private static void requireOwned(Shard shard, List<LockKey> keys, AutoCloseable locks) {
        try {
            Set<Bucket> wanted = keys.stream().map(LockKey::bucket).collect(Collectors.toSet());
            Set<Bucket> owned = Buckets.owned(shard, wanted);
            for (LockKey key : keys) {
                if (!owned.contains(key.bucket())) {
                    throw new WrongShardException(key, shard.toString());
                }
            }
        } catch (JdbiException e) {
            throw released(
                    locks, new ServerUnavailableException("asking for the bucket of " + keys, shard.toString(), e));
        } catch (WrongShardException e) {
            throw released(locks, e);
        }
    }

    private static <X extends RuntimeException> X released(AutoCloseable locks, X thrown) {
        try {
            locks.close();
        } catch (Exception e) {
            thrown.addSuppressed(e);
        }
        return thrown;
    }

    @Override
    public CompletableFuture<HeldLock> acquireAsync(LockKey key, WaitLimit limit, LockOptions options) {
        CompletableFuture<HeldLock> answer = new CompletableFuture<>();
        acquireAsync(routing.shardOf(key), key, limit, options, true, answer);
        return answer;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what is thrown completes the answer
    private void acquireAsync(
            Shard shard,
            LockKey key,
            WaitLimit limit,
            LockOptions options,
            boolean first,
            CompletableFuture<HeldLock> answer) {
        long start = System.nanoTime();
        CompletableFuture<HeldLock> lock = shard.locks().acquireAsync(name(key), limit, options);
        answer.whenComplete((done, failure) -> lock.cancel(false));
        lock.whenComplete((held, failure) -> {
            try {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                } else if (!answer.complete(atHome(shard, key, held))) {
                    held.close();
                }
            } catch (WrongShardException e) {
                if (first) {
                    WaitLimit left = limit.after(Duration.ofNanos(System.nanoTime() - start));
                    acquireAsync(routing.reroute(key, shard, e), key, left, options, false, answer);
                } else {
                    answer.completeExceptionally(e);
                }
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
    }

    @Override
    public Optional<HeldLocks> tryAcquireAll(Collection<LockKey> keys, LockOptions options) {
        return together(keys, (shard, names) -> shard.locks().tryAcquireAll(names, options));
    }

    @Override
    public HeldLocks acquireAll(Collection<LockKey> keys, WaitLimit limit, LockOptions options) {
        long start = System.nanoTime();
        return together(keys, (shard, names) -> {
                    WaitLimit left = limit.after(Duration.ofNanos(System.nanoTime() - start));
                    return Optional.of(shard.locks().acquireAll(names, left, options));
                })
                .orElseThrow();
    }

    private interface OnOneShard {
        Optional<HeldLocks> take(Shard shard, List<LockName> names);
    }

    private Optional<HeldLocks> together(Collection<LockKey> keys, OnOneShard request) {
        List<LockKey> distinct = Locks.distinct(keys);
        try {
            return shardByShard(distinct, request);
        } catch (WrongShardException e) {
            routing.reroute(e.key(), routing.shardOf(e.key()), e);
            return shardByShard(distinct, request);
        }
    }

    /** In the order of the shards' names, so that callers can't block each other for ever. */
    private Optional<HeldLocks> shardByShard(List<LockKey> keys, OnOneShard request) {
        Map<String, List<LockKey>> byShard = keys.stream()
                .collect(Collectors.groupingBy(key -> routing.shardOf(key).name(), TreeMap::new, Collectors.toList()));
        HeldAcross taken = new HeldAcross(new ArrayList<>());
        try {
            for (List<LockKey> together : byShard.values()) {
                Shard shard = routing.shardOf(together.get(0));
                Optional<HeldLocks> locks =
                        request.take(shard, together.stream().map(this::name).toList());
                if (locks.isEmpty()) {
                    taken.close();
                    return Optional.empty();
                }
                requireOwned(shard, together, locks.get());
                taken.parts().add(locks.get());
            }
            return Optional.of(taken);
        } catch (RuntimeException e) {
            throw released(taken, e);
        }
    }

    @Override
    public Optional<Holder> holderOf(LockKey key) {
        return routing.shardOf(key).server().holderOf(name(key));
    }
}
