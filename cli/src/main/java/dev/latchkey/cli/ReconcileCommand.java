package dev.latchkey.cli;

import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.ServerOptions;
import dev.latchkey.ledger.Reconciler;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings into the ledger what the receipts on the shards show as not marked. */
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Brings into the ledger what the receipts on the shards show as not marked yet.",
            "Programs that use Latchkey do so by themselves, every half minute; this is for when none runs. It may run beside them."
        },
        footer = {
            "",
            "Example:",
            "  ./latchkey reconcile --user app \\",
            "    --shard jdbc:mysql://db1/shop --shard jdbc:mysql://db2/shop \\",
            "    --ledger jdbc:mysql://db3/shop",
            "",
            "Exit code: 0 if nothing is left to be marked, 1 if it failed, 2 if the command line is wrong."
        })
final class ReconcileCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions servers;

    @Mixin
    private Format format;

    /** What is printed. */
    record Result(long marked) {}

    @Override
    public void run() {
        FleetConfig config = servers.fleet();
        if (config.ledger().isEmpty()) {
            throw servers.wrong("no --ledger was given; without one there is nothing to reconcile");
        }
        try (Fleet fleet = Fleet.open(config)) {
            Result result = new Result(reconcile(fleet.reconciler().orElseThrow()));
            format.print(
                    spec.commandLine(), result, () -> "%,d marks brought into the ledger".formatted(result.marked()));
        }
    }

    private long reconcile(Reconciler reconciler) {
        AtomicLong marked = new AtomicLong();
        return reconciler.reconcile(more ->
                spec.commandLine().getErr().println("%,d marks brought in so far".formatted(marked.addAndGet(more))));
    }
}
