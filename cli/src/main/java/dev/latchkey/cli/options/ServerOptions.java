package dev.latchkey.cli.options;

import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that name servers which run already. Mixed into each command that has to do with servers. */
public final class ServerOptions {

    /** As servers know it, in their lists of sessions. */
    static final String PROGRAM = "latchkey";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = {
                "A file that names the servers instead, in YAML; see docs/configuration.md.",
                "Without any option that names servers, the environment variable LATCHKEY_CONFIG names it."
            })
    private @Nullable Path config;

    @Option(
            names = "--shard",
            paramLabel = "URL",
            description = "A shard, jdbc:mysql://HOST:PORT/DATABASE; once for each shard, in any order.")
    private List<String> shards = List.of();

    @Option(
            names = "--ledger",
            paramLabel = "URL",
            description = "The ledger, on a server of its own; may be left out where there is none.")
    private @Nullable String ledger;

    @Option(names = "--user", paramLabel = "NAME", description = "The account on these servers.")
    private @Nullable String user;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            description = "Its password; without this option, the environment variable LATCHKEY_PASSWORD has it.",
            defaultValue = "${env:LATCHKEY_PASSWORD:-}")
    private String password;

    /** Whether any server was named. */
    public boolean areGiven() {
        return config != null || areNamed();
    }

    private boolean areNamed() {
        return !shards.isEmpty() || ledger != null || user != null;
    }

    /**
     * The servers.
     *
     * @throws ParameterException if no shard or no account was named
     * @throws WrongFileException if they are named in a file that isn't right
     */
    public FleetConfig fleet() {
        if (config != null && areNamed()) {
            throw wrong("--config names the servers, and so do --shard, --ledger and --user; give one or the other");
        }
        Path file = config == null && !areNamed() ? fromEnvironment() : config;
        if (file != null) {
            return ConfigFile.read(file, System::getenv);
        }
        if (shards.isEmpty()) {
            throw wrong("no --shard was given; name each shard by --shard jdbc:mysql://HOST:PORT/DATABASE");
        }
        if (user == null) {
            throw wrong("no --user was given; name the account on the servers");
        }
        String account = user;
        FleetConfig fleet =
                FleetConfig.of(shards.stream().map(url -> server(url, account)).toList());
        return ledger == null ? fleet : fleet.withLedger(server(ledger, account));
    }

    private static @Nullable Path fromEnvironment() {
        String file = System.getenv("LATCHKEY_CONFIG");
        return file == null || file.isEmpty() ? null : Path.of(file);
    }

    private ServerConfig server(String url, String account) {
        try {
            return ServerConfig.of(url, account, password).withApplication(PROGRAM);
        } catch (RefusedConfigurationException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    public ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }
}
