package dev.latchkey.trials.packets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.LostLock.Evidence;
import dev.latchkey.WaitLimit;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.support.TestFleet;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/** A fleet that reaches its second shard and its ledger through wires that are tapped. For one trial at a time. */
final class Lane implements AutoCloseable {

    /** Nothing takes longer, on a machine that is busy with other things, too. */
    static final Duration BOUND = Duration.ofSeconds(60);

    /** For what waits for a lock that nobody holds for long. */
    static final WaitLimit LIMIT = WaitLimit.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration LEASE = Duration.ofSeconds(6);

    /** Longer than a lost message of a login is waited for, which keeps other logins waiting. */
    private static final Duration BORROW_TIMEOUT = Duration.ofSeconds(20);

    /** What is said in TLS can't be followed. */
    private static final String PLAIN = "&sslMode=DISABLED&allowPublicKeyRetrieval=true";

    private final Bench bench;
    private final Witness witness;
    private final TcpProxy toShard;
    private final TcpProxy toLedger;
    private final Wiretap tap = new Wiretap();
    private final Fleet fleet;

    Lane(Bench bench) {
        this.bench = bench;
        this.witness = new Witness(bench.servers());
        FleetConfig direct = bench.servers().config();
        ServerConfig shard = direct.shards().get(1);
        ServerConfig ledger = direct.ledger().orElseThrow();
        this.toShard = TestFleet.proxyTo(shard);
        this.toLedger = TestFleet.proxyTo(ledger);
        toShard.through(tap.toShard());
        toLedger.through(tap.toLedger());
        this.fleet = Fleet.open(new FleetConfig(
                List.of(tapped(direct.shards().get(0)), tapped(TestFleet.via(toShard, shard))),
                Optional.of(tapped(TestFleet.via(toLedger, ledger))),
                direct.namespace(),
                direct.whenLedgerIsDown()));
    }

    private static ServerConfig tapped(ServerConfig server) {
        return ServerConfig.of(server.url().text() + PLAIN, server.user(), server.password())
                .withLease(LEASE)
                .withPoolSize(2)
                .withBorrowTimeout(BORROW_TIMEOUT);
    }

    /** Waits for what is mostly so already. */
    static ConditionFactory soon(String what) {
        return await(what).pollDelay(Duration.ZERO).pollInterval(POLL);
    }

    /** The one that faults happen to. */
    Fleet fleet() {
        return fleet;
    }

    /** The same servers, reached as if nothing happened. */
    Fleet direct() {
        return bench.servers().fleet();
    }

    /** Brings marks into the ledger. */
    void reconcile() {
        bench.reconcile();
    }

    Witness witness() {
        return witness;
    }

    /** A key that is at home on the shard whose wire is tapped. */
    LockKey newKey() {
        return bench.servers().newKeyOn("s2");
    }

    LockKey newKeyElsewhere() {
        return bench.servers().newKeyOn("s1");
    }

    <T> CompletableFuture<T> async(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, bench.threads());
    }

    /** The messages of an operation to which nothing happens. */
    List<Spot> messages(Operation operation) {
        succeed(operation);
        Trial trial = perform(operation, Optional.empty());
        assertThat(trial.trouble()).isEmpty();
        List<Spot> messages = tap.spots(operation.speakers());
        assertThat(messages).as("messages of %s", operation).hasSizeGreaterThanOrEqualTo(operation.leastMessages());
        return messages;
    }

    /**
     * Performs an operation with this strike, and checks what came of it.
     *
     * @return whether the message came that the strike was meant for
     */
    boolean stands(Operation operation, Tape.Strike strike) {
        succeed(operation);
        Trial trial = perform(operation, Optional.of(strike));
        boolean struck = tap.hasStruck();
        boolean releaseLost = tap.hasLostARelease();
        tap.listen(Optional.empty());
        if (!struck) {
            trial.trouble().ifPresent(Lane::onlyOfSilence);
        } else if (releaseLost) {
            assertThat(trial.saysHeldToTheEnd())
                    .as("says it was held to the end")
                    .isFalse();
        }
        trial.end();
        trial.verify();
        succeed(operation);
        return struck;
    }

    private Trial perform(Operation operation, Optional<Tape.Strike> strike) {
        Trial trial = operation.on(this);
        trial.prepare();
        if (operation.beginsWithALogin()) {
            tap.cutLockSessions();
        }
        tap.listen(strike);
        assertThat(async(() -> {
                    trial.perform();
                    return trial;
                }))
                .as("%s comes to an end", operation)
                .succeedsWithin(BOUND);
        return trial;
    }

    /** Nothing is in the way: it is done at once, but for a machine that is busy with other things. */
    private void succeed(Operation operation) {
        soon(operation + " to succeed").until(() -> {
            Optional<Throwable> trouble = perform(operation);
            trouble.ifPresent(Lane::onlyOfSilence);
            return trouble.isEmpty();
        });
    }

    private Optional<Throwable> perform(Operation operation) {
        Trial trial = operation.on(this);
        trial.prepare();
        trial.perform();
        trial.end();
        return trial.trouble();
    }

    /** A server that is busy with other things may be silent for too long. */
    private static void onlyOfSilence(Throwable trouble) {
        boolean silence = Stream.iterate(trouble, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SocketTimeoutException
                        || (cause instanceof LockLostException lost
                                && lost.lock().evidence() == Evidence.SERVER_CANT_BE_ASKED));
        if (!silence) {
            throw new AssertionError("nothing was in the way", trouble);
        }
    }

    @Override
    public void close() {
        fleet.close();
        toShard.close();
        toLedger.close();
        witness.close();
    }
}
