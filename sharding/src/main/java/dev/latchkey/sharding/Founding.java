package dev.latchkey.sharding;

import dev.latchkey.Bucket;
import dev.latchkey.HeldLock;
import dev.latchkey.Id;
import dev.latchkey.LockName;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.WaitLimit;
import dev.latchkey.locks.ServerLocks;
import dev.latchkey.mysql.Server;
import dev.latchkey.mysql.ServerConfig;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Gives each shard of a new fleet its name and its buckets: once, for good.
 *
 * <p>What was interrupted is finished by the next call. Servers that belong to a fleet already are never given a second
 * home: a further shard, or one of another fleet, is refused.
 */
public final class Founding {

    private static final LockName LOCK = LockName.exact("LATCHKEY$FOUNDING");
    private static final WaitLimit LONGEST_WAIT = WaitLimit.ofSeconds(60);

    private final List<Server> servers;

    private Founding(List<ServerLocks> locks) {
        this.servers = locks.stream().map(ServerLocks::server).toList();
    }

    /**
     * Founds the fleet of these servers, or checks that they are one.
     *
     * @throws RefusedConfigurationException if they are not the servers of one fleet, or two are one server
     */
    public static void found(List<ServerLocks> servers) {
        SameServer.refuseTwice(servers.stream().map(ServerLocks::server).toList());
        List<ServerLocks> sorted = servers.stream()
                .sorted(Comparator.comparing(
                        locks -> locks.server().config().url().text()))
                .toList();
        foundUnderLocks(servers, sorted, new ArrayDeque<>());
    }

    /** Takes the lock of one server after the other, and releases them in reverse, whatever happens. */
    private static void foundUnderLocks(List<ServerLocks> servers, List<ServerLocks> toLock, Deque<HeldLock> locks) {
        if (toLock.isEmpty()) {
            new Founding(servers).foundUnderLock(locks);
            return;
        }
        try (HeldLock lock = toLock.get(0).acquire(LOCK, LONGEST_WAIT)) {
            locks.push(lock);
            foundUnderLocks(servers, toLock.subList(1, toLock.size()), locks);
        }
    }

    /**
     * Looks at servers on which nothing may be installed yet.
     *
     * @throws RefusedConfigurationException if what they know of themselves already says that they are not one fleet
     */
    public static void refuseMisfits(List<ServerConfig> servers) {
        refuseMisfits(
                servers.stream()
                        .map(Founding::identityIfAny)
                        .flatMap(Optional::stream)
                        .toList(),
                servers.stream().map(ServerConfig::url).toList());
    }

    private static Optional<ShardIdentity> identityIfAny(ServerConfig server) {
        try {
            return Servers.jdbi(server).withHandle(ShardIdentity::read);
        } catch (JdbiException e) {
            if (Schema.isMissing(e)) {
                return Optional.empty();
            }
            throw new ServerUnavailableException(
                    "asking for the shard's name", server.url().toString(), e);
        }
    }

    private static void refuseMisfits(List<ShardIdentity> known, List<?> servers) {
        FleetCheck.oneFleet(known);
        if (!known.isEmpty() && known.get(0).shards() != servers.size()) {
            throw new RefusedConfigurationException(
                    "these servers belong to a fleet of %d shards, %d were given: %s; name exactly those of the fleet"
                            .formatted(known.get(0).shards(), servers.size(), servers));
        }
    }

    private void foundUnderLock(Deque<HeldLock> locks) {
        List<Optional<ShardIdentity>> found = servers.stream()
                .map(s -> s.jdbi().withHandle(ShardIdentity::read))
                .toList();
        List<ShardIdentity> known = found.stream().flatMap(Optional::stream).toList();
        refuseMisfits(known, servers);
        String fleet = known.isEmpty() ? Id.random().toString() : known.get(0).fleet();
        TreeSet<String> free = new TreeSet<>(names());
        known.forEach(identity -> free.remove(identity.name()));
        ShardMap map = ShardMap.even(names());
        for (int i = 0; i < servers.size(); i++) {
            if (found.get(i).isEmpty()) {
                String name = Objects.requireNonNull(free.pollFirst());
                locks.forEach(HeldLock::ensureHeld);
                settle(servers.get(i), new ShardIdentity(fleet, name, servers.size()), map);
            }
        }
    }

    private List<String> names() {
        return IntStream.rangeClosed(1, servers.size()).mapToObj(i -> "s" + i).toList();
    }

    private static void settle(Server server, ShardIdentity identity, ShardMap map) {
        server.jdbi().useTransaction(handle -> {
            identity.write(handle);
            writeBuckets(handle, identity.name(), map);
        });
    }

    private static void writeBuckets(Handle handle, String shard, ShardMap map) {
        List<Bucket> owned = new ArrayList<>(map.bucketsOf(shard));
        try (PreparedBatch batch = handle.prepareBatch(
                "INSERT INTO latchkey_bucket (bucket, owned, epoch, changed_at) VALUES (?, ?, ?, UTC_TIMESTAMP(6))")) {
            for (int number = 0; number < Bucket.COUNT; number++) {
                batch.bind(0, number)
                        .bind(1, owned.contains(new Bucket(number)))
                        .bind(2, map.epoch())
                        .add();
            }
            batch.execute();
        }
    }
}
