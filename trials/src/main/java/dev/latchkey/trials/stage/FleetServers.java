package dev.latchkey.trials.stage;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.servers.ServerSource;
import java.util.List;
import java.util.Optional;

/**
 * The servers that a trial runs on: shards and a ledger of its own, or those that it is given. Only a server whose process was
 * started here can be killed and started again.
 */
public final class FleetServers implements AutoCloseable {

    private static final String SCHEMA = "latchkey";

    private final List<DatabaseServer> started;
    private final FleetConfig fleet;

    private FleetServers(List<DatabaseServer> started, FleetConfig fleet) {
        this.started = started;
        this.fleet = fleet;
    }

    /** So many shards and a ledger from this source; they end when this is closed. */
    public static FleetServers start(ServerSource source, int shards) {
        List<DatabaseServer> servers = source.start(shards + 1);
        List<ServerConfig> configs = servers.stream()
                .map(server -> ServerConfig.of(server.url(SCHEMA), server.user(), server.password()))
                .toList();
        return new FleetServers(
                servers, FleetConfig.of(configs.subList(0, shards)).withLedger(configs.get(shards)));
    }

    /** Servers that run already. */
    public static FleetServers given(FleetConfig fleet) {
        return new FleetServers(List.of(), fleet);
    }

    /** The fleet on these servers. */
    public FleetConfig fleet() {
        return fleet;
    }

    /** The shards that can be killed and started again. */
    public List<DatabaseServer> restartableShards() {
        return canBeRestarted() ? started.subList(0, started.size() - 1) : List.of();
    }

    /** The ledger, if it can be killed and started again. */
    public Optional<DatabaseServer> restartableLedger() {
        return canBeRestarted() ? Optional.of(started.get(started.size() - 1)) : Optional.empty();
    }

    private boolean canBeRestarted() {
        return !started.isEmpty() && started.stream().allMatch(DatabaseServer::startedHere);
    }

    @Override
    public void close() {
        started.forEach(DatabaseServer::close);
    }
}
