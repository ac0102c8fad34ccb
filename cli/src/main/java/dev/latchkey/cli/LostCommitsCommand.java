package dev.latchkey.cli;

import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.ServerOptions;
import dev.latchkey.ledger.LostCommits;
import dev.latchkey.ledger.Mark;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a failover lost though the ledger takes it for done, and makes the ledger forget it. */
@Command(
        name = "lost-commits",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Lists the commits that a failover lost: the ledger has their marks, no shard has their receipts. Their actions count"
                    + " as done until their marks are forgotten.",
            "Programs may bring in a mark of the old server late: list again once all of them know the new one."
        },
        footer = {
            "",
            "Example:",
            "  ./latchkey lost-commits --since 2026-11-26T21:00:00Z --user app \\",
            "    --shard jdbc:mysql://db1/shop --shard jdbc:mysql://db2/shop \\",
            "    --ledger jdbc:mysql://db3/shop",
            "",
            "Exit code: 0 if no commit is lost, or all are forgotten; 1 if some are, or it failed; 2 if the command line is wrong."
        })
final class LostCommitsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions servers;

    @Mixin
    private Format format;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "Only marks made then or later, in UTC, such as 2026-11-26T21:00:00Z: some minutes before the failover."
                            + " Needed where receipts were deleted since.")
    private @Nullable Instant since;

    @Option(
            names = "--every-server",
            description =
                    "Also marks made by the shard's present server: for data that was set back, and for MariaDB where the new"
                            + " server has host, port and server id of the old one.")
    private boolean everyServer;

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many to list, or to forget, 1 to 100000 (default: ${DEFAULT-VALUE}).")
    private int most;

    @Option(
            names = "--forget",
            description =
                    "Makes the ledger forget those that are listed, so that their actions can be done again. An action whose"
                            + " receipt is there after all is not.")
    private boolean forget;

    /** A lost commit as it is printed. */
    record Line(
            String markedAt,
            String shard,
            String server,
            String namespace,
            String lockKey,
            String workId,
            String action,
            String runId) {

        static Line of(Mark mark) {
            return new Line(
                    mark.markedAt().toString(),
                    mark.shard(),
                    mark.server(),
                    mark.namespace(),
                    mark.lockKey(),
                    mark.workId(),
                    mark.action().toString(),
                    mark.runId().toString());
        }

        String text() {
            return "%s  shard %s, server %s: %s of %s%s (run %s)"
                    .formatted(
                            markedAt,
                            shard,
                            server,
                            workId,
                            lockKey,
                            namespace.isEmpty() ? "" : " in namespace " + namespace,
                            runId);
        }
    }

    /**
     * All that is printed.
     *
     * @param more whether there may be more than these
     * @param forgotten how many of them the ledger has forgotten
     */
    record Result(List<Line> lost, boolean more, long forgotten) {

        String text(boolean forget) {
            if (lost.isEmpty()) {
                return "no commit is lost";
            }
            String summary = forget
                    ? "forgotten: %,d of %,d lost commits; their actions can be done again"
                            .formatted(forgotten, lost.size())
                    : "lost commits: %,d; their actions count as done, --forget lets them be done again"
                            .formatted(lost.size());
            return lost.stream().map(Line::text).collect(Collectors.joining(System.lineSeparator()))
                    + System.lineSeparator()
                    + summary
                    + (more ? "; there may be more, see --most" : "");
        }
    }

    @Override
    public Integer call() {
        FleetConfig config = servers.fleet();
        if (config.ledger().isEmpty()) {
            throw servers.wrong("no --ledger was given; without one no commit can be known that the shards have lost");
        }
        if (most < 1 || most > LostCommits.MOST) {
            throw servers.wrong(
                    "--most %d is not possible; give a whole number from 1 to %d".formatted(most, LostCommits.MOST));
        }
        try (Fleet fleet = Fleet.open(config)) {
            LostCommits commits = among(fleet.lostCommits().orElseThrow());
            List<Mark> marks = commits.list(most);
            long forgotten = forget ? commits.forget(marks) : 0;
            boolean more = marks.size() == most;
            Result result = new Result(marks.stream().map(Line::of).toList(), more, forgotten);
            format.print(spec.commandLine(), result, () -> result.text(forget));
            return marks.isEmpty() || (forget && !more) ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private LostCommits among(LostCommits all) {
        LostCommits asked = everyServer ? all.ofEveryServer() : all;
        return since == null ? asked : asked.since(since);
    }
}
