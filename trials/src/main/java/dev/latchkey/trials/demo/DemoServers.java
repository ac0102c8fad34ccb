package dev.latchkey.trials.demo;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.mysql.ServerUrl;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.net.TcpProxy;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.servers.ServerSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The servers that a demo runs on: two shards and a ledger of its own, or those that it is given.
 *
 * <p>What can be done to them differs: only a server whose process was started here can be restarted; a ledger that wasn't is put
 * behind a proxy of ours, through which the workers go.
 */
public final class DemoServers implements AutoCloseable {

    private static final String SCHEMA = "latchkey";
    private static final int SHARDS = 2;

    private final List<DatabaseServer> started;
    private final FleetConfig fleet;
    private final @Nullable TcpProxy ledgerProxy;

    private DemoServers(List<DatabaseServer> started, FleetConfig fleet) {
        this.started = started;
        this.fleet = fleet;
        this.ledgerProxy = fleet.ledger().isPresent() && !canBeRestarted()
                ? proxyTo(fleet.ledger().get().url())
                : null;
    }

    /** Two shards and a ledger from this source; they end when this is closed. */
    public static DemoServers start(ServerSource source) {
        List<DatabaseServer> servers = source.start(SHARDS + 1);
        List<ServerConfig> configs = servers.stream()
                .map(server -> ServerConfig.of(server.url(SCHEMA), server.user(), server.password()))
                .toList();
        return new DemoServers(
                servers, FleetConfig.of(configs.subList(0, SHARDS)).withLedger(configs.get(SHARDS)));
    }

    /** Servers that run already. */
    public static DemoServers given(FleetConfig fleet) {
        return new DemoServers(List.of(), fleet);
    }

    FleetConfig fleet() {
        return fleet;
    }

    FleetConfig fleetForWorkers() {
        if (ledgerProxy == null) {
            return fleet;
        }
        ServerConfig ledger = fleet.ledger().orElseThrow();
        String through = ledger.url().text().replaceFirst("//[^/]+/", "//127.0.0.1:%d/".formatted(ledgerProxy.port()));
        return fleet.withLedger(ServerConfig.of(through, ledger.user(), ledger.password()));
    }

    private static TcpProxy proxyTo(ServerUrl url) {
        String address = url.address();
        int colon = address.endsWith("]") ? -1 : address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        int port = colon < 0 ? 3306 : Integer.parseInt(address.substring(colon + 1));
        return TcpProxy.to(host.replace("[", "").replace("]", ""), port);
    }

    /** Whether shards can be killed and started again. */
    boolean canBeRestarted() {
        return !started.isEmpty() && started.stream().allMatch(DatabaseServer::startedHere);
    }

    /** The shards that can be killed and started again. */
    List<DatabaseServer> restartableShards() {
        return canBeRestarted() ? started.subList(0, SHARDS) : List.of();
    }

    /** The ledger as something that can be away; empty if there is none. */
    Optional<Absence> ledgerAbsence() {
        if (canBeRestarted()) {
            DatabaseServer ledger = started.get(SHARDS);
            return Optional.of(new Absence(ledger::stop, ledger::start));
        }
        return Optional.ofNullable(ledgerProxy).map(proxy -> new Absence(proxy::refuse, proxy::accept));
    }

    /** How to make something go away, and come back. */
    record Absence(Runnable begin, Runnable end) {}

    @Override
    public void close() {
        if (ledgerProxy != null) {
            ledgerProxy.close();
        }
        started.forEach(DatabaseServer::close);
    }
}
