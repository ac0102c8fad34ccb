package dev.latchkey.trials.demo;

import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.stage.FleetServers;
import dev.latchkey.trials.stage.Proxied;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way to the ledger, which can be shut: its server is stopped, or, where that isn't ours, a proxy lets nobody through. */
final class LedgerDoor implements AutoCloseable {

    private final FleetServers servers;
    private final @Nullable Proxied proxied;

    LedgerDoor(FleetServers servers) {
        this.servers = servers;
        this.proxied = servers.restartableLedger().isPresent()
                ? null
                : servers.fleet().ledger().map(Proxied::of).orElse(null);
    }

    /** The fleet, its ledger behind this door. */
    FleetConfig fleet() {
        return proxied == null ? servers.fleet() : servers.fleet().withLedger(proxied.config());
    }

    /** How to shut and open it; empty if there is no ledger. */
    Optional<Absence> absence() {
        Optional<DatabaseServer> ledger = servers.restartableLedger();
        return ledger.isPresent()
                ? ledger.map(server -> new Absence(server::stop, server::start))
                : Optional.ofNullable(proxied)
                        .map(Proxied::proxy)
                        .map(proxy -> new Absence(proxy::refuse, proxy::accept));
    }

    /** How to make something go away, and come back. */
    record Absence(Runnable begin, Runnable end) {}

    @Override
    public void close() {
        if (proxied != null) {
            proxied.close();
        }
    }
}
