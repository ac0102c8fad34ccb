package dev.latchkey.trials.support;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The servers under test with leases that tests can outwait, and with {@link Heartbeats} counted. */
public final class ShortLease {

    /** How long a test waits for what a lease brings about, on a machine that is busy with other things, too. */
    public static final Duration BOUND = Duration.ofSeconds(60);

    private static final String COUNTED = Heartbeats.class.getName();

    private ShortLease() {}

    /** The first server, in a schema of its own. */
    public static ServerConfig server(int leaseSeconds) {
        return ServerConfig.of(
                        TestServers.freshSchema(0) + "?queryInterceptors=" + COUNTED,
                        TestServers.server(0).user(),
                        TestServers.server(0).password())
                .withPoolSize(4)
                .withLease(Duration.ofSeconds(leaseSeconds));
    }

    /** The shards of the fleet under test, without its ledger. */
    public static FleetConfig fleet(int leaseSeconds) {
        FleetConfig config = TestFleet.shared().config();
        List<ServerConfig> shards = config.shards().stream()
                .map(shard -> withUrl(shard, shard.url().text() + "," + COUNTED)
                        .withPoolSize(4)
                        .withLease(Duration.ofSeconds(leaseSeconds)))
                .toList();
        return new FleetConfig(shards, Optional.empty(), config.namespace(), config.whenLedgerIsDown());
    }

    /** The same, with these properties added to the URLs. */
    public static FleetConfig fleet(int leaseSeconds, String properties) {
        FleetConfig config = fleet(leaseSeconds);
        List<ServerConfig> shards = config.shards().stream()
                .map(shard -> withUrl(shard, shard.url().text() + "&" + properties))
                .toList();
        return new FleetConfig(shards, config.ledger(), config.namespace(), config.whenLedgerIsDown());
    }

    /** The same servers, the first of them reached in another way. */
    public static FleetConfig withFirst(FleetConfig config, ServerConfig first) {
        return new FleetConfig(
                List.of(first, config.shards().get(1)), config.ledger(), config.namespace(), config.whenLedgerIsDown());
    }

    private static ServerConfig withUrl(ServerConfig server, String url) {
        ServerConfig other = ServerConfig.of(url, server.user(), server.password());
        return other.withLease(server.lease()).withLimits(server.limits()).withListener(server.listener());
    }

    /** Whether this session holds the lock of this name, by the server's own word and beside all pools. */
    public static boolean isHeldBy(ServerConfig server, String lockName, long session) {
        return TestFleet.number(server, "SELECT IS_USED_LOCK(?)", lockName) == session;
    }
}
