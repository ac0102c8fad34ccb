package dev.latchkey.cli;

import dev.latchkey.LatchkeyException;
import dev.latchkey.LedgerUnavailableException;
import dev.latchkey.LockKey;
import dev.latchkey.LockLostException;
import dev.latchkey.LockName;
import dev.latchkey.RefusedConfigurationException;
import dev.latchkey.RolledBackException;
import dev.latchkey.ServerUnavailableException;
import dev.latchkey.UnresolvedCommitException;
import dev.latchkey.WaitLimit;
import dev.latchkey.WorkId;
import dev.latchkey.WrongShardException;
import dev.latchkey.cli.child.CommandEndedException;
import dev.latchkey.cli.child.CommandNotStartedException;
import dev.latchkey.cli.child.LockedCommand;
import dev.latchkey.cli.child.SearchPath;
import dev.latchkey.cli.child.Turn;
import dev.latchkey.cli.child.Waiting;
import dev.latchkey.cli.options.Durations;
import dev.latchkey.cli.options.ServerOptions;
import dev.latchkey.mysql.ServerConfig;
import dev.latchkey.sharding.Fleet;
import dev.latchkey.sharding.FleetConfig;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a command under a lock, as flock(1) does; or once for a work id. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = {
            "latchkey run [-n | -w SECONDS] [-E CODE] [--work-id ID]",
            "             [--max-hold DURATION] [--lease DURATION] SERVERS",
            "             KEY -- COMMAND [ARGUMENT...]"
        },
        description = {
            "Runs a command while it holds the lock of a key, on one machine at a time, and passes its exit code on; as flock(1)"
                    + " does with a file. With a work id the command succeeds once: its exit code 0 writes a receipt.",
            "The command has this program's standard input, output and error, and signals sent to this program: TERM, INT, HUP. Its"
                    + " environment names LATCHKEY_KEY, LATCHKEY_LOCK_NAME, LATCHKEY_SHARD, LATCHKEY_WORK_ID and LATCHKEY_TOKEN, a"
                    + " number that grows with each command of the key. When the lock is lost it is ended, with all that it has started: TERM, and 5 seconds later KILL."
        },
        footer = {
            "",
            "Examples:",
            "  ./latchkey run -n NIGHTLY_REPORT --user app \\",
            "    --shard jdbc:mysql://db1/shop -- make report",
            "  ./latchkey run -w 60 --work-id 2026-11-27 ACCOUNT_123_BILL --user app \\",
            "    --shard jdbc:mysql://db1/shop --shard jdbc:mysql://db2/shop \\",
            "    --ledger jdbc:mysql://db3/shop -- bill 123",
            "",
            "Exit codes: the command's own, 128 and the signal's number if it died by one; 0 also if the work was done before; 1, or"
                    + " that of -E, if the lock is busy; 126 the command can't be executed, 127 it isn't found; 64 the command line"
                    + " is wrong, 69 a server can't be asked, 70 this program failed, 74 nobody knows whether the receipt was"
                    + " written (the same run again finds out), 75 the lock was lost or --max-hold is over, nothing is recorded, 78"
                    + " the servers' configuration is refused."
        },
        exitCodeOnInvalidInput = RunCommand.WRONG_USE,
        exitCodeOnExecutionException = RunCommand.FAILED)
final class RunCommand implements Callable<Integer> {

    /* The codes of sysexits.h, as flock(1) has them. */
    static final int WRONG_USE = 64;
    static final int FAILED = 70;
    private static final int UNAVAILABLE = 69;
    private static final int UNRESOLVED = 74;
    private static final int LOST = 75;
    private static final int REFUSED = 78;

    private static final int LARGEST_CODE = 255;
    private static final Duration SHORTEST_HOLD = Duration.ofSeconds(1);
    private static final Duration LONGEST_HOLD = Duration.ofHours(23);
    private static final String END_OF_OPTIONS = "--";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServerOptions servers;

    @Option(
            names = {"-n", "--nonblock"},
            description = "Don't wait for the lock.")
    private boolean nonblock;

    @Option(
            names = {"-w", "--timeout"},
            paramLabel = "SECONDS",
            description = "Wait so long for the lock, 0 to 86400, fractions allowed (default: as long as it takes).")
    private @Nullable BigDecimal timeout;

    @Option(
            names = {"-E", "--conflict-exit-code"},
            paramLabel = "CODE",
            defaultValue = "1",
            description = "The exit code if the lock is busy, 0 to 255 (default: ${DEFAULT-VALUE}).")
    private int conflictExitCode;

    @Option(
            names = "--work-id",
            paramLabel = "ID",
            description =
                    "Which work of this key it is: once the command has ended with 0, the same work id again is done already.")
    private @Nullable String workId;

    @Option(
            names = "--max-hold",
            paramLabel = "DURATION",
            description =
                    "End the command if it takes longer, 1s to 23h, such as 90s or 1.5h; the lock is free when it has ended.")
    private @Nullable String maxHold;

    @Option(
            names = "--lease",
            paramLabel = "DURATION",
            description =
                    "How long the lock outlives a machine that has vanished, whole seconds, 1s to 1h (default: 60s)."
                            + " A heartbeat looks every third of it whether the lock is still held.")
    private @Nullable String lease;

    @Parameters(index = "0", paramLabel = "KEY", description = "The lock key, such as ACCOUNT_123_BILL.")
    private String key;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "The command and its arguments.")
    private List<String> command;

    @Override
    public Integer call() throws Exception {
        requireCommandAfterDashes();
        LockKey lockKey = checked(LockKey::parse, key);
        Optional<WorkId> work = Optional.ofNullable(workId).map(id -> checked(WorkId::of, id));
        Waiting waiting = waiting();
        if (conflictExitCode < 0 || conflictExitCode > LARGEST_CODE) {
            throw servers.wrong("-E %d is not possible; give a whole number from 0 to 255".formatted(conflictExitCode));
        }
        FleetConfig config = config();
        LockedCommand locked = new LockedCommand(command, environment(config, lockKey), maximum());
        try {
            SearchPath.require(command.get(0));
            try (Fleet fleet = Fleet.open(config)) {
                Turn turn = new Turn(fleet, lockKey, waiting, locked);
                return (work.isPresent() ? turn.once(work.get()) : turn.each()).orElse(conflictExitCode);
            }
        } catch (CommandNotStartedException e) {
            return failed(e, e.exitCode());
        } catch (CommandEndedException e) {
            return failed(e, LOST);
        } catch (LatchkeyException e) {
            return failed(e, codeOf(e));
        }
    }

    /** Without the dashes, options of the command would be taken for ours. */
    private void requireCommandAfterDashes() {
        List<String> arguments = spec.commandLine().getParseResult().originalArgs();
        int dashes = arguments.indexOf(END_OF_OPTIONS);
        if (dashes < 0 || arguments.size() - dashes - 1 != command.size()) {
            throw servers.wrong("COMMAND must stand after --, and only it: run KEY -- COMMAND");
        }
    }

    private <T> T checked(Function<String, T> reader, String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw servers.wrong(String.valueOf(e.getMessage()));
        }
    }

    private Waiting waiting() {
        if (nonblock && timeout != null) {
            throw servers.wrong("-n and -w exclude each other: -n doesn't wait at all");
        }
        if (timeout == null) {
            return nonblock ? Waiting.NOT : Waiting.FOREVER;
        }
        BigDecimal longest = BigDecimal.valueOf(WaitLimit.MAX.toSeconds());
        if (timeout.signum() < 0 || timeout.compareTo(longest) > 0) {
            throw servers.wrong(
                    "-w %s is not possible; give 0 to %s seconds, or leave it out to wait as long as it takes"
                            .formatted(timeout.toPlainString(), longest));
        }
        long millis =
                timeout.movePointRight(3).setScale(0, RoundingMode.CEILING).longValueExact();
        return millis == 0 ? Waiting.NOT : Waiting.upTo(WaitLimit.ofMillis(millis));
    }

    private Optional<Duration> maximum() {
        Optional<Duration> maximum = duration(maxHold);
        maximum.ifPresent(most -> {
            if (most.compareTo(SHORTEST_HOLD) < 0 || most.compareTo(LONGEST_HOLD) > 0) {
                throw servers.wrong(
                        "--max-hold %s is not possible; give 1s to 23h, or leave it out".formatted(maxHold));
            }
        });
        return maximum;
    }

    private Optional<Duration> duration(@Nullable String text) {
        return Optional.ofNullable(text).map(given -> checked(Durations::parse, given));
    }

    private FleetConfig config() {
        FleetConfig given = servers.fleet();
        return duration(lease).map(asked -> leased(given, asked)).orElse(given);
    }

    private FleetConfig leased(FleetConfig given, Duration asked) {
        try {
            List<ServerConfig> shards =
                    given.shards().stream().map(shard -> shard.withLease(asked)).toList();
            return new FleetConfig(shards, given.ledger(), given.namespace(), given.whenLedgerIsDown());
        } catch (RefusedConfigurationException e) {
            throw servers.wrong(String.valueOf(e.getMessage()));
        }
    }

    private Map<String, Optional<String>> environment(FleetConfig config, LockKey lockKey) {
        return Map.of(
                "LATCHKEY_KEY", Optional.of(lockKey.text()),
                "LATCHKEY_LOCK_NAME",
                        Optional.of(LockName.of(config.namespace(), lockKey).text()),
                "LATCHKEY_WORK_ID", Optional.ofNullable(workId));
    }

    private int failed(Exception thrown, int exitCode) {
        spec.commandLine().getErr().println("latchkey: " + thrown.getMessage());
        spec.commandLine().getErr().flush();
        return exitCode;
    }

    private static int codeOf(LatchkeyException thrown) {
        if (thrown instanceof RefusedConfigurationException) {
            return REFUSED;
        }
        if (thrown instanceof UnresolvedCommitException) {
            return UNRESOLVED;
        }
        if (thrown instanceof ServerUnavailableException || thrown instanceof LedgerUnavailableException) {
            return UNAVAILABLE;
        }
        boolean nothingStays = thrown instanceof LockLostException
                || thrown instanceof RolledBackException
                || thrown instanceof WrongShardException;
        return nothingStays ? LOST : FAILED;
    }
}
