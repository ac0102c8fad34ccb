package dev.latchkey.cli.options;

import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.servers.ServerSource;
import dev.latchkey.trials.stage.FleetServers;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for the servers of a trial: some that are started here, or those that run already. Mixed into commands. */
public final class ServerChoice {

    private static final String EMBEDDED = "embedded";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Mixin
    private ServerOptions given;

    @Option(
            names = "--servers",
            paramLabel = "embedded|HOME",
            description =
                    "Which servers to start here: embedded ones (the default), or those of a folder with bin/mysqld.")
    private @Nullable String servers;

    /**
     * How to have the servers; nothing is started yet, but the options are checked.
     *
     * @param shards how many, if they are to be started
     */
    public Supplier<FleetServers> choose(int shards) {
        return choose(shards, List.of());
    }

    /**
     * The same, where those that are started here are given these options: {@code --max-connections=2000}.
     *
     * @param shards how many, if they are to be started
     */
    public Supplier<FleetServers> choose(int shards, List<String> options) {
        if (!given.areGiven()) {
            ServerSource source = source(servers == null ? EMBEDDED : servers).withOptions(options);
            return () -> start(source, shards);
        }
        if (servers != null) {
            throw wrong(
                    "--servers starts servers here, --config, --shard, --ledger and --user name servers that run already; give one or the other");
        }
        FleetConfig fleet = given.fleet();
        return () -> FleetServers.given(fleet);
    }

    /** Whether they run already. */
    public boolean areGiven() {
        return given.areGiven();
    }

    private FleetServers start(ServerSource source, int shards) {
        command.commandLine().getErr().println("starting %d shards and a ledger".formatted(shards));
        command.commandLine().getErr().flush();
        return FleetServers.start(source, shards);
    }

    private ServerSource source(String text) {
        try {
            return ServerSource.parse(text, null, "");
        } catch (IllegalArgumentException e) {
            throw wrong(
                    "--servers '%s' is neither '%s' nor a folder with bin/mysqld; servers that run already are named by --shard, --ledger and --user"
                            .formatted(text, EMBEDDED));
        }
    }

    public ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
