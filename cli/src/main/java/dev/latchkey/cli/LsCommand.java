package dev.latchkey.cli;

import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.ServerOptions;
import dev.latchkey.cli.sight.HolderLine;
import dev.latchkey.cli.sight.LockTable;
import dev.latchkey.sharding.FleetConfig;
import dev.latchkey.sharding.SeenLock;
import dev.latchkey.sharding.SeenLocks;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists who holds and who awaits which lock. */
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Lists the named locks that are held or awaited on all shards, the oldest first: by every program, not only by those that use"
                    + " Latchkey.",
            "AGE is how long a lock has been held, or a session has been in the queue (it gets into line again with each lease); a question"
                    + " mark where the server doesn't know. MySQL 5.7 and MariaDB show only locks that somebody waits for, unless"
                    + " wait/lock/metadata/sql/mdl is on in their performance schema.",
            "The account needs SELECT on the views latchkey_lock and latchkey_lock_sight, which `migrate` installs."
        },
        footer = {
            "",
            "Example:",
            "  ./latchkey ls --watch --user app \\",
            "    --shard jdbc:mysql://db1/shop --shard jdbc:mysql://db2/shop",
            "",
            "Exit code: 0 if all shards were asked, 1 if one could not be, 2 if the command line is wrong."
        })
final class LsCommand implements Callable<Integer> {

    private static final String CLEARED = "\033[H\033[2J";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions servers;

    @Mixin
    private Format format;

    @Option(names = "--watch", description = "Lists them again and again, until Ctrl-C.")
    private boolean watch;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "How long --watch waits in between, 1 to 3600 (default: ${DEFAULT-VALUE}).")
    private int pause;

    /** A lock and a session as they are printed. */
    record Line(String shard, String lockName, String state, HolderLine session, long waiters) {

        static Line of(SeenLock lock) {
            return new Line(
                    lock.shard(),
                    lock.lockName(),
                    lock.state().toString().toLowerCase(Locale.ROOT),
                    HolderLine.of(lock),
                    lock.waiters());
        }
    }

    /** All that is printed. */
    record Result(List<Line> locks, List<String> partly, List<String> unseen) {

        static Result of(SeenLocks seen) {
            return new Result(seen.locks().stream().map(Line::of).toList(), seen.partly(), seen.unseen());
        }
    }

    @Override
    public Integer call() {
        FleetConfig fleet = servers.fleet();
        if (pause < 1 || pause > 3600) {
            throw servers.wrong("--every %d is not possible; give 1 to 3600 seconds".formatted(pause));
        }
        boolean terminal = Terminal.isOutput();
        int width = terminal ? spec.usageMessage().width() : Integer.MAX_VALUE;
        SeenLocks seen = SeenLocks.look(fleet);
        print(seen, width, false);
        while (watch && pause()) {
            seen = SeenLocks.look(fleet);
            print(seen, width, terminal);
        }
        return seen.unseen().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** False if it was interrupted. */
    private boolean pause() {
        try {
            Thread.sleep(pause * 1000L);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void print(SeenLocks seen, int width, boolean overTheLast) {
        format.print(
                spec.commandLine(),
                Result.of(seen),
                () -> (overTheLast ? CLEARED : "")
                        + (watch ? Instant.now().truncatedTo(ChronoUnit.SECONDS) + System.lineSeparator() : "")
                        + LockTable.of(seen.locks(), width));
        PrintWriter err = spec.commandLine().getErr();
        seen.unseen().forEach(sentence -> err.println("latchkey: " + sentence));
        if (!seen.partly().isEmpty()) {
            err.println("only locks that somebody waits for are seen on shard " + String.join(", ", seen.partly()));
        }
        err.flush();
    }
}
