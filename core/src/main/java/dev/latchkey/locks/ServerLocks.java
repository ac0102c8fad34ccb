package dev.latchkey.locks;

import dev.latchkey.HeldLock;
import dev.latchkey.HeldLocks;
import dev.latchkey.Holder;
import dev.latchkey.LockName;
import dev.latchkey.LockNotAcquiredException;
import dev.latchkey.LockOptions;
import dev.latchkey.Locks;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.NamedLocks;
import dev.latchkey.Semaphore;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.SharedExclusiveLock;
import dev.latchkey.WaitLimit;
import dev.latchkey.mysql.Server;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The named locks of one server: the way in.
 *
 * <pre>{@code
 * try (ServerLocks locks = ServerLocks.on(Server.open("db1", ServerConfig.of(url, user, password)))) {
 *     Optional<HeldLock> lock = locks.tryAcquire(LockName.exact("nightly"));
 * }
 * }</pre>
 *
 * <p>Thread-safe. Closing it closes the server, too.
 */
public final class ServerLocks implements NamedLocks, AutoCloseable {

    private final Server server;
    private final Surroundings around;
    private final Taking taking;

    /** Until when a closing waits for holders, as {@code System.nanoTime()}; 0 as long as nobody closes. */
    private final AtomicLong closeBy = new AtomicLong();

    private ServerLocks(Server server) {
        this.server = server;
        this.around = Surroundings.of(server);
        this.taking = new Taking(around);
    }

    /** The locks of an opened server, whose closing is from now on theirs. */
    public static ServerLocks on(Server server) {
        return new ServerLocks(server);
    }

    /** The server. */
    public Server server() {
        return server;
    }

    /**
     * Takes the lock for a run, which has its own way to release it.
     *
     * @param limit how long to wait; empty for not at all
     * @return the hold, or empty if somebody else has the lock
     */
    public Optional<Hold> take(LockName name, Optional<WaitLimit> limit, LockOptions options) {
        return take(List.of(name), limit, options).stream().findFirst();
    }

    /** The same for a resolver: also while the locks are being closed, and whatever the thread was at. */
    public Optional<Hold> takeToResolve(LockName name, WaitLimit limit) {
        return taking.toResolve(name, limit);
    }

    private List<Hold> take(List<LockName> names, Optional<WaitLimit> limit, LockOptions options) {
        refuseTokens(names.get(0), options);
        if (limit.isEmpty()) {
            return taking.now(names, options);
        }
        taking.throwIfRefused();
        OpenWork.refuseWaiting(names.get(0));
        return taking.upTo(limit.get(), names, options);
    }

    private static void refuseTokens(LockName name, LockOptions options) {
        if (options.drawsAToken()) {
            throw new IllegalArgumentException(
                    "lock %s has no fencing token: they are kept by key, on the shards of a fleet; take it there, by its key, or leave drawingAToken() out"
                            .formatted(name));
        }
    }

    @Override
    public Optional<HeldLock> tryAcquire(LockName name, LockOptions options) {
        return take(name, Optional.empty(), options).map(ServerLocks::held);
    }

    @Override
    public HeldLock acquire(LockName name, WaitLimit limit, LockOptions options) {
        return take(name, Optional.of(limit), options)
                .map(ServerLocks::held)
                .orElseThrow(() -> notAcquired(name, limit));
    }

    static HeldLock held(Hold hold) {
        hold.interruptThisThreadOnLoss();
        return Grip.on(hold);
    }

    @Override
    public Optional<HeldLocks> tryAcquireAll(Collection<LockName> names, LockOptions options) {
        return together(take(sorted(names), Optional.empty(), options));
    }

    @Override
    public HeldLocks acquireAll(Collection<LockName> names, WaitLimit limit, LockOptions options) {
        List<LockName> sorted = sorted(names);
        return together(take(sorted, Optional.of(limit), options))
                .orElseThrow(() -> notAcquired(firstHeldByOthers(sorted), limit));
    }

    private static List<LockName> sorted(Collection<LockName> names) {
        return Locks.distinct(names).stream().sorted().toList();
    }

    private static Optional<HeldLocks> together(List<Hold> holds) {
        holds.forEach(Hold::interruptThisThreadOnLoss);
        return holds.isEmpty()
                ? Optional.empty()
                : Optional.of(new HeldTogether(holds.stream().map(Grip::on).toList()));
    }

    private LockName firstHeldByOthers(List<LockName> names) {
        return names.stream()
                .filter(name -> server.holderIfKnown(name).isPresent())
                .findFirst()
                .orElse(names.get(0));
    }

    private LockNotAcquiredException notAcquired(LockName name, WaitLimit limit) {
        return new LockNotAcquiredException(name, server.label(), limit, server.holderIfKnown(name));
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a cancellation throws nothing
    public CompletableFuture<HeldLock> acquireAsync(LockName name, WaitLimit limit, LockOptions options) {
        refuseTokens(name, options);
        taking.throwIfRefused();
        OpenWork.refuseWaiting(name);
        if (options.interruptsOnLoss()) {
            throw new IllegalArgumentException(
                    "lock %s can't interrupt on its loss: which thread will work under it isn't known; use onLost"
                            .formatted(name));
        }
        CompletableFuture<HeldLock> held = new CompletableFuture<>();
        LockOptions wanted = options.doing(options.purposeOrThread()); // not the name of the background's thread
        Waiter waiter = taking.later(
                limit, List.of(name), wanted, (holds, failure) -> handOver(holds, failure, held, name, limit));
        held.whenComplete((lock, failure) -> waiter.cancel());
        return held;
    }

    private void handOver(
            List<Hold> holds,
            @Nullable Throwable failure,
            CompletableFuture<HeldLock> held,
            LockName name,
            WaitLimit limit) {
        if (failure != null) {
            held.completeExceptionally(failure);
        } else if (holds.isEmpty()) {
            around.background().runInAnyCase(() -> held.completeExceptionally(notAcquired(name, limit)));
        } else if (!held.complete(Grip.on(holds.get(0)))) {
            around.background().run(() -> holds.get(0).release());
        }
    }

    @Override
    public Semaphore semaphore(LockName name, int slots) {
        return new SemaphoreHandle(slots, new ServerSlots(new Slots(taking, around, name, slots, name.queue())));
    }

    @Override
    public SharedExclusiveLock sharedExclusive(LockName name) {
        return new ReadersAndWriter(this, name, new Slots(taking, around, name, Semaphore.MOST_SLOTS, name));
    }

    /**
     * Locks and slots that were taken one by one, also of several servers, to be released together: in one statement a session.
     *
     * @param held what the locks of servers or of a fleet have granted
     */
    public static HeldLocks together(Collection<? extends HeldLock> held) {
        return new HeldTogether(held.stream().map(Grip::of).toList());
    }

    @Override
    public Optional<Holder> holderOf(LockName name) {
        return server.holderOf(name);
    }

    /** Takes no more locks from now on: who waits leaves, who asks gets a {@link ServerUnavailableException}. */
    public void stopAcquiring() {
        taking.refuse();
        closeBy.compareAndSet(0, System.nanoTime() + closeTimeout().toNanos());
    }

    private Duration closeTimeout() {
        return server.config().limits().closeTimeout();
    }

    /**
     * Takes no more locks, and waits for those that are held, for the close time-out since acquiring was stopped.
     *
     * @return what is left of that time
     */
    public Duration awaitReleases() {
        stopAcquiring();
        around.heartbeat().awaitNone(leftToClose());
        return leftToClose();
    }

    private Duration leftToClose() {
        return Duration.ofNanos(Math.max(0, closeBy.get() - System.nanoTime()));
    }

    /** The same, then takes away those that are still held, and closes the server. */
    @Override
    public void close() {
        Duration unused = awaitReleases();
        String detail = "still held it %d ms after the closing had begun, and was ended"
                .formatted(closeTimeout().toMillis());
        around.heartbeat().close().forEach(carrier -> carrier.lose(Evidence.CLOSED, detail));
        around.background().close();
        server.close();
    }
}
