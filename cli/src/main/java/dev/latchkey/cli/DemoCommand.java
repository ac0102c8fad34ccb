package dev.latchkey.cli;

import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.ServerChoice;
import dev.latchkey.trials.demo.Demo;
import dev.latchkey.trials.demo.DemoPlan;
import dev.latchkey.trials.demo.DemoReport;
import dev.latchkey.trials.stage.FleetServers;
import dev.latchkey.trials.stage.Progress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the main job on real servers, under faults if asked to, and shows from the tables that each action had one effect. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Delivers events to worker processes, does each event's work once, and proves it from the tables.",
            "An event adds an amount to the balance of an account, and writes an entry, on the shard of that account. Some are"
                    + " delivered more than once, on different workers. Without further options two shards and a ledger are"
                    + " started here, and are gone at the end."
        },
        footer = {
            "",
            "Examples:",
            "  ./latchkey demo --events 2000",
            "  ./latchkey demo --chaos --seed 7 --format json",
            "  ./latchkey demo --chaos --servers /opt/mysql",
            "  ./latchkey demo --input events.csv --user app \\",
            "    --shard jdbc:mysql://db1/shop --shard jdbc:mysql://db2/shop \\",
            "    --ledger jdbc:mysql://db3/shop",
            "",
            "Exit code: 0 if each action had its effect once, 1 if not or if the demo failed, 2 if the command line is wrong."
        })
final class DemoCommand implements Callable<Integer> {

    private static final int SHARDS = 2;
    private static final int DUPLICATES = 20;
    private static final int EVENTS = 20_000;
    private static final int MOST_RANDOM_SEED = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerChoice servers;

    @Mixin
    private Format format;

    @Option(
            names = "--accounts",
            paramLabel = "N",
            defaultValue = "200",
            description = "Accounts, numbered from 1 (default: ${DEFAULT-VALUE}).")
    private int accounts;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "Events to make up and deliver, duplicates included (default: 20000).")
    private @Nullable Integer events;

    @Option(
            names = "--duplicates",
            paramLabel = "N",
            description = "Per cent of the actions that are delivered twice (default: 20; with --input 0).")
    private @Nullable Integer duplicates;

    @Option(
            names = "--workers",
            paramLabel = "N",
            defaultValue = "4",
            description = "Worker processes, each with 4 threads (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--chaos",
            description =
                    "Meanwhile kill workers and sessions, restart a shard's server where it was started here, and take the"
                            + " ledger away for some seconds.")
    private boolean chaos;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Decides events and chaos; the same seed again makes the same events (default: random, and printed).")
    private @Nullable Long seed;

    @Option(
            names = "--input",
            paramLabel = "FILE.csv",
            description =
                    "Take the events from this file, with the header work_id,account,amount; a repeated row is a duplicate.")
    private @Nullable Path input;

    @Option(
            names = "--keep",
            description =
                    "At the end say how to connect to the servers that were started here, and keep them until Ctrl-C.")
    private boolean keep;

    @Override
    public Integer call() throws InterruptedException {
        DemoPlan plan = plan();
        if (keep && servers.areGiven()) {
            throw servers.wrong("--keep is for servers that are started here; yours stay anyway");
        }
        Supplier<FleetServers> choice = servers.choose(SHARDS);
        Demo demo = Demo.of(plan);
        try (FleetServers chosen = choice.get()) {
            DemoReport report = run(demo, chosen);
            format.print(
                    spec.commandLine(),
                    report,
                    () -> report.table() + System.lineSeparator() + System.lineSeparator() + sql(chosen));
            if (keep) {
                keepUntilInterrupted(chosen);
            }
            return report.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private DemoReport run(Demo demo, FleetServers chosen) throws InterruptedException {
        try (Progress progress = Terminal.progress(spec.commandLine().getErr())) {
            return demo.run(chosen, progress);
        }
    }

    private String sql(FleetServers chosen) {
        String gone = "The servers are gone now; with --keep they stay, and this shows what happened:%n".formatted();
        return (keep || servers.areGiven() ? "" : gone)
                + DemoSql.text(chosen.fleet()).stripTrailing();
    }

    /** On Ctrl-C the JVM ends, and the servers with it. */
    private void keepUntilInterrupted(FleetServers chosen) throws InterruptedException {
        spec.commandLine().getErr().printf("%nThe servers run until Ctrl-C:%n%s", DemoSql.connections(chosen.fleet()));
        spec.commandLine().getErr().flush();
        new CountDownLatch(1).await();
    }

    private DemoPlan plan() {
        if (input != null && events != null) {
            throw servers.wrong("--events and --input exclude each other: the file says how many events there are");
        }
        try {
            return new DemoPlan(
                    accounts,
                    events == null ? EVENTS : events,
                    duplicates != null ? duplicates : input == null ? DUPLICATES : 0,
                    workers,
                    chaos,
                    seed != null ? seed : ThreadLocalRandom.current().nextLong(1, MOST_RANDOM_SEED),
                    Optional.ofNullable(input));
        } catch (IllegalArgumentException e) {
            throw servers.wrong(String.valueOf(e.getMessage()));
        }
    }
}
