package dev.latchkey.cli;

import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.cli.child.Signals;
import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.GatewayServers;
import dev.latchkey.lockd.Gateway;
import dev.latchkey.lockd.GatewayOptions;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.trials.stage.FleetServers;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a gateway for clients of lockd. */
@Command(
        name = "lockd",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Speaks the line protocol of elockd and glockd; the locks of its clients are named locks on the shards.",
            "Several of them on the same servers exclude each other's clients. It runs until INT or TERM, and prints where it listens"
                    + " once it is ready; docs/lockd.md says more. The protocol knows no passwords: think before you bind it to an"
                    + " address that others reach."
        },
        footer = {
            "",
            "Examples:",
            "  ./latchkey lockd",
            "  ./latchkey lockd --port 9999 --metrics-port 9100 --config fleet.yaml",
            "",
            "Exit code: 0 if it was told to end, 1 if it could not listen or the servers are not fit, 2 if the command line is wrong."
        })
final class LockdCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayServers servers;

    @Mixin
    private Format format;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9999",
            description = "Where to listen; 0 takes a free port (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "On which address (default: ${DEFAULT-VALUE}).")
    private String bind;

    @Option(
            names = "--dump",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether d, sd, dump and who are answered (default: ${DEFAULT-VALUE}).")
    private boolean dump;

    @Option(
            names = "--registry",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Whether clients can give themselves names, by iam (default: ${DEFAULT-VALUE}).")
    private boolean registry;

    @Option(
            names = "--reget",
            paramLabel = "1|0",
            defaultValue = "1",
            description =
                    "What the holder of an exclusive lock gets that asks for it again (default: ${DEFAULT-VALUE}).")
    private int reget;

    @Option(
            names = "--metrics-port",
            paramLabel = "N",
            description =
                    "Where Prometheus gets /metrics, on the same address; 0 takes a free port (default: nowhere).")
    private @Nullable Integer metricsPort;

    /** What is printed. */
    record Listening(String host, int port, @Nullable Integer metricsPort) {}

    @Override
    public Integer call() throws InterruptedException {
        GatewayOptions options = options();
        CountDownLatch end = new CountDownLatch(1);
        List.of("INT", "TERM").forEach(name -> Signals.tell(name, signal -> end.countDown()));
        Supplier<FleetServers> choice = servers.choose();
        try (FleetServers chosen = choice.get();
                Fleet fleet = Fleet.open(servers.withRoom(chosen));
                Gateway gateway = Gateway.open(fleet, options)) {
            print(gateway);
            end.await();
        }
        return ExitCode.OK;
    }

    private GatewayOptions options() {
        if (reget != 0 && reget != 1) {
            throw servers.wrong("--reget %d is not possible; give 1 or 0".formatted(reget));
        }
        OptionalInt metrics = metricsPort == null ? OptionalInt.empty() : OptionalInt.of(metricsPort);
        try {
            return new GatewayOptions(bind, port, dump, registry, reget == 1, metrics);
        } catch (RefusedConfigurationException e) {
            throw servers.wrong(String.valueOf(e.getMessage()));
        }
    }

    private void print(Gateway gateway) {
        Integer metrics =
                gateway.metricsAddress().map(InetSocketAddress::getPort).orElse(null);
        Listening listening = new Listening(bind, gateway.address().getPort(), metrics);
        if (metrics != null) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("figures for Prometheus on http://%s:%d/metrics".formatted(bind, metrics));
            err.flush();
        }
        format.print(
                spec.commandLine(),
                listening,
                () -> "listening on %s:%d".formatted(listening.host(), listening.port()));
    }
}
