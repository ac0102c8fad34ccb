package dev.latchkey.sharding;

import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.ledger.Ledger;
import dev.latchkey.ledger.Marks;
import dev.latchkey.ledger.Reconciler;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.locks.Shard;
import dev.latchkey.mysql.Logins;
import dev.latchkey.mysql.Preflight;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.mysql.ServerFacts;
import dev.latchkey.run.Index;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The opened servers of a fleet, and what runs in the background on them. Closed in reverse. */
final class Servers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

    /** Marks are brought in within a minute of a ledger's return, at one cheap query a shard and round. */
    private static final Duration RECONCILE_PAUSE = Duration.ofSeconds(30);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<Shard> shards;
    private final Optional<Ledger> ledger;
    private final Index index;

    private Servers(FleetConfig config) {
        try {
            this.shards = openShards(config);
            this.ledger = config.ledger().map(this::openLedger);
            this.index = ledger.map(l -> startMarking(l, config)).orElseGet(Index::none);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static Servers open(FleetConfig config) {
        return new Servers(config);
    }

    private List<Shard> openShards(FleetConfig config) {
        List<ShardIdentity> identities = new ArrayList<>();
        List<Shard> found = new ArrayList<>();
        for (ServerConfig server : config.shards()) {
            ServerFacts facts = ServerFacts.ask(server);
            Preflight.require(Preflight.check(facts, server));
            ShardIdentity identity = identityOf(server);
            identities.add(identity);
            String label = "shard %s (%s)".formatted(identity.name(), server.url());
            found.add(new Shard(identity.name(), keep(ServerLocks.on(tested(Server.open(label, server, facts))))));
        }
        SameServer.refuseTwice(found.stream().map(Shard::server).toList());
        FleetCheck.complete(identities);
        return List.copyOf(found);
    }

    private static Server tested(Server server) {
        try {
            Preflight.require(List.of(server.selfTest()));
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    static ShardIdentity identityOf(ServerConfig server) {
        Schema.SHARD.require(server);
        return jdbi(server)
                .withHandle(ShardIdentity::read)
                .orElseThrow(() -> new RefusedConfigurationException(
                        "%s is no shard of a fleet yet; run `latchkey migrate` with all shards"
                                .formatted(server.url())));
    }

    private Ledger openLedger(ServerConfig config) {
        Server server = keep(tested(Server.open("ledger (%s)".formatted(config.url()), config)));
        Schema.LEDGER.require(config);
        for (Shard shard : shards) {
            if (SameServer.same(shard.server(), server)) {
                LOG.warn(
                        "the ledger is on the server of {}: they go down together; give the ledger a server of its own",
                        shard);
            }
        }
        return new Ledger(server);
    }

    private Index startMarking(Ledger on, FleetConfig config) {
        Marks marks = keep(new Marks(on));
        keep(new Reconciler(on, shards).every(RECONCILE_PAUSE));
        return Index.on(on, marks, config.whenLedgerIsDown());
    }

    List<Shard> shards() {
        return shards;
    }

    Shard shard(String name) {
        return shards.stream()
                .filter(shard -> shard.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Index index() {
        return index;
    }

    Optional<Ledger> ledger() {
        return ledger;
    }

    /** One connection a call, for the look before a pool is worth opening. */
    static Jdbi jdbi(ServerConfig server) {
        return Jdbi.create(() -> Logins.toDatabase(server));
    }

    private <C extends AutoCloseable> C keep(C closeable) {
        opened.push(closeable);
        return closeable;
    }

    /**
     * Locks that are held come to their end first, as far as they are allowed the time: what goes on under them needs the ledger.
     *
     * @return what is left of that time
     */
    Duration awaitReleases() {
        shards.forEach(shard -> shard.locks().stopAcquiring());
        return shards.stream()
                .map(shard -> shard.locks().awaitReleases())
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.warn("closing failed", e);
            }
        }
    }
}
