package dev.latchkey.cli.options;

import dev.latchkey.LedgerDown;
import dev.latchkey.Namespace;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.FleetConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A file that names the servers of a fleet, in YAML:
 *
 * <pre>{@code
 * user: app
 * password-from: SHOP_PASSWORD     # the environment variable that has it
 * lease: 30s
 * shards:
 *   - url: jdbc:mysql://db1/shop
 *   - url: jdbc:mysql://db2/shop
 *     pool-size: 20
 * ledger:
 *   url: jdbc:mysql://db3/shop
 * }</pre>
 *
 * <p>What is set for all servers may be set otherwise for one. Each error has its line.
 */
public final class ConfigFile {

    private static final String PASSWORD = "LATCHKEY_PASSWORD";

    private static final Set<String> OF_SERVERS =
            Set.of("user", "password-from", "application", "lease", "pool-size", "borrow-timeout", "close-timeout");
    private static final Set<String> OF_ONE_SERVER = with(OF_SERVERS, "url");
    private static final Set<String> OF_A_FLEET =
            with(OF_SERVERS, "shards", "ledger", "namespace", "when-ledger-is-down");

    private static final Map<String, LedgerDown> WHEN_DOWN =
            Map.of("refuse", LedgerDown.REFUSE, "ask-the-receipt", LedgerDown.ASK_THE_RECEIPT);

    private final Settings fleet;
    private final Function<String, @Nullable String> environment;

    private ConfigFile(Settings fleet, Function<String, @Nullable String> environment) {
        this.fleet = fleet;
        this.environment = environment;
    }

    /**
     * Reads a file.
     *
     * @param environment the value of an environment variable, or null
     * @throws WrongFileException if it can't be read, or isn't right
     */
    public static FleetConfig read(Path path, Function<String, @Nullable String> environment) {
        try (Reader text = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            Node root = new Yaml(new LoaderOptions()).compose(text);
            if (root == null) {
                throw new WrongFileException(path.toString(), 1, "the file is empty; name at least one of 'shards'");
            }
            return new ConfigFile(new Settings(path.toString(), root, OF_A_FLEET), environment).config();
        } catch (MarkedYAMLException e) {
            throw new WrongFileException(path.toString(), e.getProblemMark().getLine() + 1, e.getProblem());
        } catch (IOException | YAMLException e) {
            throw new WrongFileException("%s can't be read: %s".formatted(path, e), e);
        }
    }

    private FleetConfig config() {
        List<ServerConfig> shards = fleet.listWithin("shards", OF_ONE_SERVER).stream()
                .map(this::server)
                .toList();
        if (shards.isEmpty()) {
            throw fleet.wrong("no shard is named; write 'shards:' and below it '  - url: jdbc:mysql://HOST/DATABASE'");
        }
        FleetConfig config = FleetConfig.of(shards);
        config = fleet.within("ledger", OF_ONE_SERVER)
                .map(this::server)
                .map(config::withLedger)
                .orElse(config);
        config = fleet.find("namespace")
                .map(setting -> setting.as(Namespace::of))
                .map(config::withNamespace)
                .orElse(config);
        return fleet.find("when-ledger-is-down")
                .map(setting -> setting.as(ConfigFile::whenDown))
                .map(config::whenLedgerIsDown)
                .orElse(config);
    }

    private ServerConfig server(Settings own) {
        Settings.Setting url = own.find("url")
                .orElseThrow(() -> own.wrong("this server has no 'url'; write url: jdbc:mysql://HOST/DATABASE"));
        String user = find(own, "user")
                .orElseThrow(() -> own.wrong("no 'user' is named for this server, nor for all of them"))
                .as(name -> name);
        String password = find(own, "password-from")
                .map(setting -> setting.as(this::variable))
                .orElseGet(() -> Objects.requireNonNullElse(environment.apply(PASSWORD), ""));
        ServerConfig server =
                url.as(text -> ServerConfig.of(text, user, password).withApplication(ServerOptions.PROGRAM));
        server = change(server, own, "application", ServerConfig::withApplication);
        server = change(server, own, "lease", (config, text) -> config.withLease(Durations.parse(text)));
        server = change(server, own, "pool-size", (config, text) -> config.withPoolSize(number(text)));
        server = change(
                server, own, "borrow-timeout", (config, text) -> config.withBorrowTimeout(Durations.parse(text)));
        return change(
                server,
                own,
                "close-timeout",
                (config, text) -> config.withLimits(config.limits().withCloseTimeout(Durations.parse(text))));
    }

    private interface Change {
        ServerConfig with(ServerConfig server, String value);
    }

    private ServerConfig change(ServerConfig server, Settings own, String name, Change change) {
        return find(own, name)
                .map(setting -> setting.as(text -> change.with(server, text)))
                .orElse(server);
    }

    private Optional<Settings.Setting> find(Settings own, String name) {
        return own.find(name).or(() -> fleet.find(name));
    }

    private String variable(String name) {
        String value = environment.apply(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the environment has no variable '%s'; the setting names the variable that has the password"
                            .formatted(name));
        }
        return value;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'%s' is no whole number".formatted(text), e);
        }
    }

    private static LedgerDown whenDown(String text) {
        LedgerDown answer = WHEN_DOWN.get(text);
        if (answer == null) {
            throw new IllegalArgumentException("'%s' is neither 'refuse' nor 'ask-the-receipt'".formatted(text));
        }
        return answer;
    }

    private static Set<String> with(Set<String> names, String... more) {
        return Set.copyOf(Stream.concat(names.stream(), Stream.of(more)).toList());
    }
}
