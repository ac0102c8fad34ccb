package dev.latchkey.trials.stage;

import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import java.util.function.UnaryOperator;

/** A fleet with each of its servers changed in the same way. */
public final class EachServer {

    private EachServer() {}

    public static FleetConfig of(FleetConfig fleet, UnaryOperator<ServerConfig> change) {
        return new FleetConfig(
                fleet.shards().stream().map(change).toList(),
                fleet.ledger().map(change),
                fleet.namespace(),
                fleet.whenLedgerIsDown());
    }
}
