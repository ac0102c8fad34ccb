package dev.latchkey.cli;

import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.ServerChoice;
import dev.latchkey.trials.stage.FleetServers;
import dev.latchkey.trials.stage.Progress;
import dev.latchkey.trials.torture.Torture;
import dev.latchkey.trials.torture.TorturePlan;
import dev.latchkey.trials.torture.TortureReport;
import dev.latchkey.trials.torture.sabotage.Premise;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the fault campaign. */
@Command(
        name = "torture",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Hurts everything that can be hurt while workers run and lock over a few keys, and checks the promise.",
            "Processes are killed and frozen, sessions and statements killed, connections cut, answers delayed and swallowed, servers"
                    + " killed and slowed down, buckets moved. Every invocation and every answer is written down; at the end that"
                    + " history is held against the tables. Servers that run already are not killed; tables of the campaign's own"
                    + " are made there, and dropped at the end."
        },
        footer = {
            "",
            "Examples:",
            "  ./latchkey torture",
            "  ./latchkey torture --minutes 30 --servers /opt/mysql --seed 7",
            "  ./latchkey torture --sabotage ownership",
            "",
            "Exit code: 0 if every rule held and each kind of fault came, 1 if not or if it failed, 2 if the command line is wrong."
        })
final class TortureCommand implements Callable<Integer> {

    private static final int SHARDS = 2;
    private static final int MOST_RANDOM_SEED = 1_000_000;
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,4})s?");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerChoice servers;

    @Mixin
    private Format format;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "2",
            description = "How long faults strike, 0.1 to 480 (default: ${DEFAULT-VALUE}).")
    private double minutes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Decides which operations and which faults come in which order (default: random, and printed).")
    private @Nullable Long seed;

    @Option(
            names = "--lease",
            paramLabel = "SECONDS",
            defaultValue = "2s",
            description = "The lease of the workers' sessions, 1s to 10s (default: ${DEFAULT-VALUE}).")
    private String lease;

    @Option(
            names = "--sabotage",
            paramLabel = "PREMISE",
            description = {
                "Take one premise of the promise out of the workers, to see that it is missed:",
                "ownership, snapshot, release-before-commit, swallowed-rollback, receipt or resolver."
            })
    private @Nullable String sabotage;

    @Override
    public Integer call() throws InterruptedException, SQLException {
        Torture torture = new Torture(plan());
        Supplier<FleetServers> choice = servers.choose(SHARDS);
        TortureReport report;
        try (FleetServers chosen = choice.get();
                Progress progress = Terminal.progress(spec.commandLine().getErr())) {
            report = torture.run(chosen, progress);
        }
        format.print(spec.commandLine(), report, report::table);
        return report.ok() && report.missingFaults().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private TorturePlan plan() {
        try {
            return new TorturePlan(
                    Duration.ofMillis(Math.round(minutes * 60_000)),
                    seed != null ? seed : ThreadLocalRandom.current().nextLong(1, MOST_RANDOM_SEED),
                    lease(),
                    premise());
        } catch (IllegalArgumentException e) {
            throw servers.wrong(String.valueOf(e.getMessage()));
        }
    }

    private Duration lease() {
        Matcher seconds = SECONDS.matcher(lease);
        if (!seconds.matches()) {
            throw servers.wrong("--lease %s is not possible; give whole seconds from 1s to 10s".formatted(lease));
        }
        return Duration.ofSeconds(Long.parseLong(seconds.group(1)));
    }

    private Optional<Premise> premise() {
        if (sabotage == null) {
            return Optional.empty();
        }
        return Optional.of(Premise.of(sabotage)
                .orElseThrow(() -> servers.wrong(
                        "--sabotage '%s' is no premise; give one of %s".formatted(sabotage, Premise.names()))));
    }
}
