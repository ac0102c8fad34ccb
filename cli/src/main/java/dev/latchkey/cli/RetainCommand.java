package dev.latchkey.cli;

import dev.latchkey.cli.options.Durations;
import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.ServerOptions;
import dev.latchkey.ledger.Purged;
import dev.latchkey.ledger.Retention;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.trials.stage.Progress;
import java.time.Duration;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Deletes old receipts and marks. */
@Command(
        name = "retain",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Deletes the ledger's marks that are older than an age, and the receipts that were marked longer ago than that. An action"
                    + " whose receipt and mark are gone is done again if it is delivered again: give an age after which none is.",
            "What is left of distinct lists that have ended goes, too, whatever the age.",
            "Programs may run meanwhile: rows go by primary key, in small transactions. It may be interrupted, and repeated."
        },
        footer = {
            "",
            "Example:",
            "  ./latchkey retain --older-than 30d --dry-run --user operator \\",
            "    --shard jdbc:mysql://db1/shop --shard jdbc:mysql://db2/shop \\",
            "    --ledger jdbc:mysql://db3/shop",
            "",
            "Exit code: 0 if all that is old is gone, 1 if it failed, 2 if the command line is wrong."
        })
final class RetainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions servers;

    @Mixin
    private Format format;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            required = true,
            description = "What is to go: 30d, 36h; at most 3650d.")
    private String olderThan;

    @Option(
            names = "--longest-run",
            paramLabel = "DURATION",
            defaultValue = "1h",
            description =
                    "How long a run lasts at most, its wait for the lock included (default: ${DEFAULT-VALUE}). The age must be longer than"
                            + " this, six leases and five minutes.")
    private String longestRun;

    @Option(
            names = "--by-age-alone",
            description =
                    "For a fleet that has no ledger, and so no marks: receipts go when their run was done that long ago. Reads all"
                            + " receipts.")
    private boolean byAgeAlone;

    @Option(names = "--dry-run", description = "Only tells how much would go.")
    private boolean dryRun;

    /** What is printed. */
    record Result(boolean dryRun, long marks, SortedMap<String, Long> receipts, long listItems) {

        String text() {
            String ofShards = receipts.entrySet().stream()
                    .map(shard -> "%s: %,d".formatted(shard.getKey(), shard.getValue()))
                    .collect(Collectors.joining(", "));
            return "%,d marks, %,d receipts (%s) and %,d items of ended lists %s"
                    .formatted(
                            marks,
                            new Purged(marks, receipts, listItems).allReceipts(),
                            ofShards,
                            listItems,
                            dryRun ? "would be deleted" : "deleted");
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        Duration age = duration("--older-than", olderThan);
        Duration run = duration("--longest-run", longestRun);
        FleetConfig config = servers.fleet();
        if (config.ledger().isEmpty() && !byAgeAlone) {
            throw servers.wrong(
                    "no --ledger was given; name it, or give --by-age-alone if this fleet has none and no action is delivered again"
                            + " after the age");
        }
        if (config.ledger().isPresent() && byAgeAlone) {
            throw servers.wrong(
                    "--by-age-alone is for fleets without a ledger, and one was given; leave one of them out");
        }
        try (Fleet fleet = Fleet.open(config)) {
            Retention retention = fleet.retention().withLongestRun(run);
            Purged purged = purge(byAgeAlone ? retention.byAgeAlone() : retention, age);
            Result result = new Result(dryRun, purged.marks(), purged.receipts(), purged.listItems());
            format.print(spec.commandLine(), result, result::text);
            return ExitCode.OK;
        }
    }

    private Purged purge(Retention retention, Duration age) throws InterruptedException {
        Purged old = retention.count(age);
        if (dryRun) {
            return old;
        }
        try (Progress progress = Terminal.progress(spec.commandLine().getErr())) {
            return retention.purge(
                    age,
                    purged -> progress.show(
                            new Progress.Part(purged.all(), old.all(), "rows"),
                            "%,d marks, %,d receipts, %,d items of lists"
                                    .formatted(purged.marks(), purged.allReceipts(), purged.listItems())));
        }
    }

    private Duration duration(String option, String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw servers.wrong(option + ": " + e.getMessage());
        }
    }
}
