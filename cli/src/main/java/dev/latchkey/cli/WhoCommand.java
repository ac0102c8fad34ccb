package dev.latchkey.cli;

import dev.latchkey.Action;
import dev.latchkey.LockKey;
import dev.latchkey.LockName;
import dev.latchkey.WorkId;
import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.KeyOptions;
import dev.latchkey.cli.options.ServerOptions;
import dev.latchkey.cli.sight.HolderLine;
import dev.latchkey.cli.sight.KeyHome;
import dev.latchkey.cli.sight.LockState;
import dev.latchkey.cli.sight.Printable;
import dev.latchkey.cli.sight.WorkState;
import dev.latchkey.cli.sight.WorkState.MarkLine;
import dev.latchkey.cli.sight.WorkState.ReceiptLine;
import dev.latchkey.sharding.FleetConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells who holds the lock of a key, and what became of a work id. */
@Command(
        name = "who",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Tells on which shard a lock key is at home, who holds its lock, since when and for what, and how many wait.",
            "With --work-id also whether that work is done: by its receipt on the shard, and by the ledger."
        },
        exitCodeOnExecutionException = WhoCommand.FAILED,
        footer = {
            "",
            "Example:",
            "  ./latchkey who ACCOUNT_123_PAYMENTS --work-id payment-77 --user app \\",
            "    --shard jdbc:mysql://db1/shop --shard jdbc:mysql://db2/shop \\",
            "    --ledger jdbc:mysql://db3/shop",
            "",
            "Exit code: 0 if the lock is held, 1 if it is free, 2 if the command line is wrong, 3 if it can't be told."
        })
final class WhoCommand implements Callable<Integer> {

    static final int FREE = 1;
    static final int FAILED = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private KeyOptions keys;

    @Mixin
    private ServerOptions servers;

    @Mixin
    private Format format;

    @Option(names = "--work-id", paramLabel = "ID", description = "Tells whether this work on the key is done.")
    private @Nullable String workId;

    /**
     * All that is printed.
     *
     * @param holder null if the lock is free
     * @param waiters null where the shard doesn't show it
     * @param receipt null if there is none, or no work id was given; mark likewise, or if there is no ledger
     */
    record Result(
            String key,
            String owner,
            int bucket,
            String lockName,
            String shard,
            String server,
            @Nullable HolderLine holder,
            @Nullable Long waiters,
            @Nullable String workId,
            @Nullable ReceiptLine receipt,
            @Nullable MarkLine mark) {

        String text(boolean hasLedger) {
            List<String> lines = new ArrayList<>();
            lines.add("%s on shard %s (%s), bucket %d".formatted(lockName, shard, server, bucket));
            lines.add(holder == null ? "free" : "held by " + holder.text());
            if (waiters != null) {
                lines.add("waiters: " + waiters);
            }
            if (workId != null) {
                lines.add(
                        receipt == null
                                ? "no receipt of %s".formatted(Printable.of(workId))
                                : "%s done at %s, run %s"
                                        .formatted(Printable.of(workId), receipt.doneAt(), receipt.runId()));
                if (hasLedger) {
                    lines.add(
                            mark == null
                                    ? "not in the ledger"
                                    : "in the ledger since %s, run %s of shard %s"
                                            .formatted(mark.markedAt(), mark.runId(), mark.shard()));
                }
            }
            return String.join(System.lineSeparator(), lines);
        }
    }

    @Override
    public Integer call() {
        FleetConfig fleet = servers.fleet();
        LockKey key = keys.key();
        LockName name = keys.name(fleet);
        Optional<Action> action = work().map(id -> Action.of(keys.namespace(fleet), key, id));
        try (KeyHome home = KeyHome.of(key.bucket(), fleet)) {
            LockState lock = LockState.of(name, home);
            Result result = new Result(
                    key.text(),
                    key.owner(),
                    key.bucket().number(),
                    name.text(),
                    home.shard(),
                    home.server().label(),
                    lock.holder(),
                    lock.waiters(),
                    workId,
                    action.flatMap(done -> WorkState.receipt(home.server(), done.id()))
                            .orElse(null),
                    action.flatMap(done -> fleet.ledger().flatMap(ledger -> WorkState.mark(ledger, done.id())))
                            .orElse(null));
            format.print(
                    spec.commandLine(), result, () -> result.text(fleet.ledger().isPresent()));
            return result.holder() == null ? FREE : 0;
        }
    }

    private Optional<WorkId> work() {
        try {
            return Optional.ofNullable(workId).map(WorkId::of);
        } catch (IllegalArgumentException e) {
            throw servers.wrong(String.valueOf(e.getMessage()));
        }
    }
}
