package dev.latchkey.cli.options;

import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.lockd.Capacity;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.stage.FleetServers;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for the servers of a gateway, with room for the locks of its clients. Mixed into commands. */
public final class GatewayServers {

    private static final int SHARDS = 2;

    /** Sessions that a server has beside those for locks: two gateways and a look at it fit. */
    private static final int OTHER_SESSIONS = 200;

    @Mixin
    private ServerChoice servers;

    @Option(
            names = "--max-locks",
            paramLabel = "N",
            defaultValue = "100000",
            description = {
                "How many locks all clients together can hold, 1 to 1000000 (default: ${DEFAULT-VALUE}).",
                "Each thousand takes a session; max_connections must have room for them."
            })
    private int maxLocks;

    /** How to have the servers; nothing is started yet, but the options are checked. */
    public Supplier<FleetServers> choose() {
        int sessions = 2 * capacity().sessions(SHARDS) + OTHER_SESSIONS;
        Supplier<FleetServers> choice = servers.choose(SHARDS, List.of("--max-connections=" + sessions));
        return () -> ready(choice.get());
    }

    private FleetServers ready(FleetServers chosen) {
        if (!servers.areGiven()) {
            Migrations.migrate(chosen.fleet());
        }
        return chosen;
    }

    /** The shards alone, with as many sessions as the locks need. */
    public FleetConfig withRoom(FleetServers chosen) {
        FleetConfig all = chosen.fleet();
        return capacity().on(new FleetConfig(all.shards(), Optional.empty(), all.namespace(), all.whenLedgerIsDown()));
    }

    public int maxLocks() {
        return maxLocks;
    }

    private Capacity capacity() {
        try {
            return Capacity.ofLocks(maxLocks);
        } catch (RefusedConfigurationException e) {
            throw wrong("--max-locks: " + e.getMessage());
        }
    }

    public ParameterException wrong(String message) {
        return servers.wrong(message);
    }
}
