package dev.latchkey.sharding;

import dev.latchkey.Bucket;
import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.Holder;
import dev.latchkey.LatchkeyException;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.LockOptions;
import dev.latchkey.Locks;
import dev.latchkey.Namespace;
import dev.latchkey.Semaphore;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.SharedExclusiveLock;
import dev.latchkey.WaitInterruptedException;
import dev.latchkey.WaitLimit;
import dev.latchkey.WrongShardException;
import dev.latchkey.locks.Fence;
import dev.latchkey.locks.SemaphoreHandle;
import dev.latchkey.locks.Shard;
import dev.latchkey.run.Home;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks by their keys, each on the shard that owns it. A lock without a transaction has no gate: once it is held, the shard is asked
 * whether it owns the bucket, and a move waits for it. The draw of a fencing token asks the same. Thread-safe.
 */
final class KeyLocks implements Locks<LockKey> {

    private static final Logger LOG = LoggerFactory.getLogger(KeyLocks.class);

    private final Routing routing;
    private final Namespace namespace;

    KeyLocks(Routing routing, Namespace namespace) {
        this.routing = routing;
        this.namespace = namespace;
    }

    LockName name(LockKey key) {
        return LockName.of(namespace, key);
    }

    @Override
    public Optional<HeldLock> tryAcquire(LockKey key, LockOptions options) {
        return routed(
                key,
                shard -> shard.locks()
                        .tryAcquire(name(key), options.drawingNoToken())
                        .map(lock -> atHome(shard, key, lock, options)));
    }

    @Override
    public HeldLock acquire(LockKey key, WaitLimit limit, LockOptions options) {
        long start = System.nanoTime();
        return routed(key, shard -> {
            HeldLock lock = shard.locks().acquire(name(key), left(limit, start), options.drawingNoToken());
            return atHome(shard, key, lock, options);
        });
    }

    /** One limit holds for all shards that are asked in turn. */
    static WaitLimit left(WaitLimit limit, long start) {
        return limit.after(Duration.ofNanos(System.nanoTime() - start));
    }

    <T> T routed(LockKey key, Function<Shard, T> request) {
        return routing.at(key, request);
    }

    /** The lock, if the key is at home there: with its token, if it is to have one. */
    <L extends HeldLock> L atHome(Shard shard, LockKey key, L lock, LockOptions options) {
        requireAtHome(shard, List.of(key), List.of(lock), lock, options);
        return lock;
    }

    /** Releases the locks and throws if a key isn't at home there, or a token that it was to have can't be drawn. */
    private void requireAtHome(
            Shard shard, List<LockKey> keys, List<? extends HeldLock> held, AutoCloseable all, LockOptions options) {
        if (options.drawsAToken()) {
            draw(shard, keys, held, all);
        } else {
            requireOwned(shard, keys, all);
        }
    }

    private void draw(Shard shard, List<LockKey> keys, List<? extends HeldLock> held, AutoCloseable all) {
        Map<LockName, HeldLock> byName = held.stream().collect(Collectors.toMap(HeldLock::name, lock -> lock));
        try {
            keys.forEach(key -> Fence.draw(shard, namespace, key, Objects.requireNonNull(byName.get(name(key)))));
        } catch (RuntimeException e) {
            throw released(all, e);
        }
    }

    private void requireOwned(Shard shard, List<LockKey> keys, AutoCloseable locks) {
        try {
            Set<Bucket> wanted = keys.stream().map(LockKey::bucket).collect(Collectors.toSet());
            Optional<Bucket> elsewhere = Buckets.notOwned(shard, wanted);
            for (LockKey key : keys) {
                if (elsewhere.filter(key.bucket()::equals).isPresent()) {
                    throw new WrongShardException(key, shard.toString());
                }
            }
        } catch (SQLException e) {
            throw released(locks, notAsked(shard, keys, e));
        } catch (RuntimeException e) {
            throw released(locks, e);
        }
    }

    private LatchkeyException notAsked(Shard shard, List<LockKey> keys, SQLException e) {
        return Thread.currentThread().isInterrupted()
                ? new WaitInterruptedException(name(keys.get(0)), shard.toString(), e)
                : new ServerUnavailableException("asking for the bucket of " + keys, shard.toString(), e);
    }

    /** What turns out to be lost was of no use, and is told by the log. */
    private static void letGo(HeldLocks locks) {
        try {
            locks.close();
        } catch (LockLostException e) {
            LOG.debug("lost before its release: of no use any more", e);
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
    @SuppressWarnings("FutureReturnValueIgnored") // what is thrown completes the answer
    public CompletableFuture<HeldLock> acquireAsync(LockKey key, WaitLimit limit, LockOptions options) {
        long start = System.nanoTime();
        CompletableFuture<HeldLock> answer = new CompletableFuture<>();
        Function<Shard, CompletableFuture<HeldLock>> request = shard -> {
            CompletableFuture<HeldLock> lock =
                    shard.locks().acquireAsync(name(key), left(limit, start), options.drawingNoToken());
            answer.whenComplete((done, failure) -> lock.cancel(false));
            return lock.thenApply(held -> atHome(shard, key, held, options));
        };
        Shard shard = routing.shardOf(key);
        request.apply(shard)
                .exceptionallyCompose(failure -> failure.getCause() instanceof WrongShardException denied
                        ? request.apply(routing.reroute(key, denied).shard())
                        : CompletableFuture.failedFuture(failure))
                .whenComplete((held, failure) -> handOver(held, failure, answer));
        return answer;
    }

    private static void handOver(HeldLock held, @Nullable Throwable failure, CompletableFuture<HeldLock> answer) {
        if (failure instanceof CompletionException && failure.getCause() instanceof RuntimeException cause) {
            answer.completeExceptionally(cause);
        } else if (failure != null) {
            answer.completeExceptionally(failure);
        } else if (!answer.complete(held)) {
            held.close();
        }
    }

    @Override
    public Optional<HeldLocks> tryAcquireAll(Collection<LockKey> keys, LockOptions options) {
        return together(keys, options, (shard, names) -> shard.locks().tryAcquireAll(names, options.drawingNoToken()));
    }

    @Override
    public HeldLocks acquireAll(Collection<LockKey> keys, WaitLimit limit, LockOptions options) {
        long start = System.nanoTime();
        return together(
                        keys,
                        options,
                        (shard, names) -> Optional.of(
                                shard.locks().acquireAll(names, left(limit, start), options.drawingNoToken())))
                .orElseThrow();
    }

    private interface OnOneShard {
        Optional<HeldLocks> take(Shard shard, List<LockName> names);
    }

    /** Each bucket may turn out to have moved, once. */
    private Optional<HeldLocks> together(Collection<LockKey> keys, LockOptions options, OnOneShard request) {
        List<LockKey> distinct = Locks.distinct(keys);
        Set<Bucket> rerouted = new HashSet<>();
        while (true) {
            Map<LockKey, Shard> homes = distinct.stream().collect(Collectors.toMap(key -> key, routing::shardOf));
            try {
                return shardByShard(distinct, homes, options, request);
            } catch (WrongShardException e) {
                if (!rerouted.add(e.key().bucket())) {
                    throw e;
                }
                Home unused = routing.reroute(e.key(), e);
            }
        }
    }

    /** In the order of the shards' names, so that callers can't block each other for ever. */
    private Optional<HeldLocks> shardByShard(
            List<LockKey> keys, Map<LockKey, Shard> homes, LockOptions options, OnOneShard request) {
        Map<Shard, List<LockKey>> byShard = keys.stream()
                .collect(Collectors.groupingBy(
                        homes::get, () -> new TreeMap<>(Comparator.comparing(Shard::name)), Collectors.toList()));
        HeldAcross taken = new HeldAcross(new ArrayList<>());
        try {
            for (Map.Entry<Shard, List<LockKey>> part : byShard.entrySet()) {
                Shard shard = part.getKey();
                List<LockKey> together = part.getValue();
                Optional<HeldLocks> locks =
                        request.take(shard, together.stream().map(this::name).toList());
                if (locks.isEmpty()) {
                    letGo(taken);
                    return Optional.empty();
                }
                requireAtHome(shard, together, locks.get().locks(), locks.get(), options);
                taken.parts().add(locks.get());
            }
            return Optional.of(taken);
        } catch (RuntimeException e) {
            throw released(taken, e);
        }
    }

    @Override
    public Semaphore semaphore(LockKey key, int slots) {
        return new SemaphoreHandle(slots, new KeySlots(this, key, slots));
    }

    @Override
    public SharedExclusiveLock sharedExclusive(LockKey key) {
        return new KeyReadersAndWriter(this, key);
    }

    Shard home(LockKey key) {
        return routing.shardOf(key);
    }

    @Override
    public Optional<Holder> holderOf(LockKey key) {
        return home(key).server().holderOf(name(key));
    }
}
