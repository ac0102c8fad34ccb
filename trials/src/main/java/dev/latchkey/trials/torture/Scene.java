package dev.latchkey.trials.torture;

import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.servers.DatabaseServer;
import dev.latchkey.trials.stage.FleetServers;
import dev.latchkey.trials.torture.ground.Keys;
import dev.latchkey.trials.torture.nemesis.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The servers of a campaign, each behind a proxy of its own: the workers go through those, the checker doesn't. */
record Scene(FleetConfig direct, List<Target> shards, Optional<Target> ledger) implements AutoCloseable {

    static Scene of(FleetServers servers) {
        FleetConfig direct = servers.fleet().withNamespace(Keys.NAMESPACE);
        List<DatabaseServer> processes = servers.restartableShards();
        List<Target> shards = new ArrayList<>();
        for (int i = 0; i < direct.shards().size(); i++) {
            shards.add(Target.of(
                    direct.shards().get(i), processes.isEmpty() ? Optional.empty() : Optional.of(processes.get(i))));
        }
        return new Scene(direct, shards, direct.ledger().map(ledger -> Target.of(ledger, servers.restartableLedger())));
    }

    /** The fleet as the workers reach it. */
    FleetConfig forWorkers() {
        FleetConfig shardsOnly = new FleetConfig(
                shards.stream().map(shard -> shard.proxied().config()).toList(),
                Optional.empty(),
                direct.namespace(),
                direct.whenLedgerIsDown());
        return ledger.map(target -> shardsOnly.withLedger(target.proxied().config()))
                .orElse(shardsOnly);
    }

    /** Mends all ways. */
    void heal() {
        shards.forEach(Target::heal);
        ledger.ifPresent(Target::heal);
    }

    @Override
    public void close() {
        shards.forEach(Target::close);
        ledger.ifPresent(Target::close);
    }
}
