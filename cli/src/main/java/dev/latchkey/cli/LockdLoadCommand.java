package dev.latchkey.cli;

import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.GatewayServers;
import dev.latchkey.trials.lockd.GatewayProcess;
import dev.latchkey.trials.lockd.Load;
import dev.latchkey.trials.lockd.LoadPlan;
import dev.latchkey.trials.lockd.LoadReport;
import dev.latchkey.trials.stage.FleetServers;
import dev.latchkey.trials.stage.LogFolder;
import dev.latchkey.trials.stage.Progress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts a load on a gateway. */
@Command(
        name = "lockd-load",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Opens connections to a gateway, takes locks on all of them at once, half of them shared by ten connections each, cuts all"
                    + " connections at once, half by RST and half by FIN, and tells how long it takes until all is free and counted as"
                    + " orphans.",
            "Without --port the gateway is started here, as a process of its own."
        },
        footer = {
            "",
            "Examples:",
            "  ./latchkey lockd-load --connections 2000 --locks 100000",
            "  ./latchkey lockd-load --port 9999 --format json",
            "",
            "Exit code: 0 if all locks were granted and all became orphans, 1 if not or if it failed, 2 if the command line is wrong."
        })
final class LockdLoadCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayServers servers;

    @Mixin
    private Format format;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Where a gateway runs already (default: ${DEFAULT-VALUE}).")
    private String host;

    @Option(names = "--port", paramLabel = "N", description = "On which port; without it one is started here.")
    private @Nullable Integer port;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How many connections (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--locks",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many locks all of them take together (default: ${DEFAULT-VALUE}).")
    private int locks;

    @Override
    public Integer call() throws InterruptedException {
        LoadPlan plan = plan();
        LoadReport report = port == null ? withOwnGateway(plan) : run(plan, new InetSocketAddress(host, port));
        format.print(spec.commandLine(), report, report::table);
        return report.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private LoadReport withOwnGateway(LoadPlan plan) throws InterruptedException {
        Supplier<FleetServers> choice = servers.choose();
        LogFolder logs = LogFolder.create("latchkey-lockd-load-");
        LoadReport report;
        try (FleetServers chosen = choice.get();
                GatewayProcess gateway = GatewayProcess.start(
                        chosen.fleet(), servers.maxLocks(), logs.path().resolve("gateway.log"))) {
            report = run(plan, gateway.address());
        }
        if (report.ok()) {
            logs.delete();
        } else {
            spec.commandLine().getErr().println("the gateway's log is in " + logs.path());
        }
        return report;
    }

    private LoadReport run(LoadPlan plan, InetSocketAddress gateway) throws InterruptedException {
        try (Progress progress = Terminal.progress(spec.commandLine().getErr())) {
            return new Load(plan, progress).run(gateway);
        }
    }

    private LoadPlan plan() {
        try {
            return new LoadPlan(connections, locks);
        } catch (IllegalArgumentException e) {
            throw servers.wrong(String.valueOf(e.getMessage()));
        }
    }
}
