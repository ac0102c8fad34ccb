package dev.latchkey.cli;

import dev.latchkey.benchmarks.Bench;
import dev.latchkey.benchmarks.report.BenchReport;
import dev.latchkey.benchmarks.report.PerformancePage;
import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.ServerChoice;
import dev.latchkey.trials.stage.FleetServers;
import dev.latchkey.trials.stage.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the benchmarks. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Measures how fast locks and runs are, beside what people would pick instead, on the same server.")
final class BenchCommand implements Callable<Integer> {

    private static final int SHARDS = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerChoice servers;

    @Mixin
    private Format format;

    @Option(names = "--quick", description = "Only what has an aim, in under three minutes; no page is written.")
    private boolean quick;

    @Option(
            names = "--docs",
            paramLabel = "FOLDER",
            defaultValue = "docs",
            description = "Where the full set writes performance.md (default: ${DEFAULT-VALUE}).")
    private Path docs;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Supplier<FleetServers> choice = servers.choose(SHARDS);
        BenchReport report;
        try (FleetServers chosen = choice.get();
                Progress progress = Terminal.progress(spec.commandLine().getErr())) {
            report = new Bench(quick).run(chosen, progress);
        }
        if (!quick) {
            spec.commandLine().getErr().println("written: " + new PerformancePage(docs).add(report));
        }
        format.print(spec.commandLine(), report, report::table);
        return ExitCode.OK;
    }
}
