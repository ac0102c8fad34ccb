package dev.latchkey.cli;

import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.ServerOptions;
import dev.latchkey.locks.Shard;
import dev.latchkey.migrations.Migrations;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Installs the schema on all servers, and gives each shard its name and buckets. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Installs the schema of a fleet, or brings it up to date, and shows which shard has which name.",
            "Databases that are missing are created. Each shard of a new fleet gets a name and its buckets, once; the order of"
                    + " --shard means nothing. May be repeated at any time."
        },
        footer = {
            "",
            "Example:",
            "  ./latchkey migrate --user app \\",
            "    --shard jdbc:mysql://db1/shop --shard jdbc:mysql://db2/shop \\",
            "    --ledger jdbc:mysql://db3/shop",
            "",
            "Exit code: 0 if all servers are ready, 1 if one is not, 2 if the command line is wrong."
        })
final class MigrateCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions servers;

    @Mixin
    private Format format;

    /** A shard as it is printed. */
    record ShardLine(String name, String server, int buckets) {}

    /** All that is printed. */
    record Result(List<ShardLine> shards, @Nullable String ledger) {

        String text() {
            String lines = shards.stream()
                    .map(shard ->
                            "shard %s is %s, with %d buckets".formatted(shard.name(), shard.server(), shard.buckets()))
                    .collect(Collectors.joining(System.lineSeparator()));
            return ledger == null ? lines : lines + System.lineSeparator() + "the ledger is " + ledger;
        }
    }

    @Override
    public void run() {
        FleetConfig config = servers.fleet();
        Migrations.migrate(config);
        try (Fleet fleet = Fleet.open(config)) {
            List<ShardLine> shards = fleet.shards().stream()
                    .sorted(Comparator.comparing(Shard::name))
                    .map(shard -> line(fleet, shard))
                    .toList();
            String ledger =
                    config.ledger().map(server -> server.url().toString()).orElse(null);
            Result result = new Result(shards, ledger);
            format.print(spec.commandLine(), result, result::text);
        }
    }

    private static ShardLine line(Fleet fleet, Shard shard) {
        return new ShardLine(
                shard.name(),
                shard.server().config().url().toString(),
                fleet.map().bucketsOf(shard.name()).size());
    }
}
