package dev.latchkey.cli;

import dev.latchkey.LockName;
import dev.latchkey.cli.options.Format;
import dev.latchkey.cli.options.KeyOptions;
import dev.latchkey.cli.options.ServerOptions;
import dev.latchkey.cli.sight.HolderLine;
import dev.latchkey.cli.sight.KeyHome;
import dev.latchkey.cli.sight.LockState;
import dev.latchkey.sharding.FleetConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ends the session that holds the lock of a key. */
@Command(
        name = "end",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Ends the session that holds the lock of a key, after showing who that is and asking: the server rolls back what it has not"
                    + " committed, and then the lock is free. The program is told that it lost its lock.",
            "Nothing happens if another session has the lock by then. To end sessions of other accounts takes CONNECTION_ADMIN, on MariaDB"
                    + " CONNECTION ADMIN, on MySQL 5.7 SUPER."
        },
        exitCodeOnExecutionException = WhoCommand.FAILED,
        footer = {
            "",
            "Example:",
            "  ./latchkey end ACCOUNT_123_PAYMENTS --user admin \\",
            "    --shard jdbc:mysql://db1/shop --shard jdbc:mysql://db2/shop",
            "",
            "Exit code: 0 if the session was ended, 1 if none was: nobody held the lock, another session did by then, or the answer was no;"
                    + " 2 if the command line is wrong, 3 if it failed."
        })
final class EndCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private KeyOptions keys;

    @Mixin
    private ServerOptions servers;

    @Mixin
    private Format format;

    @Option(names = "--yes", description = "Doesn't ask. Needed where there is no terminal to ask on.")
    private boolean yes;

    /**
     * What is printed.
     *
     * @param ended whether the holder's session was ended
     * @param holder the session that was found; null if nobody held the lock
     */
    record Result(
            String lockName,
            String shard,
            boolean ended,
            @Nullable HolderLine holder) {

        String text() {
            if (holder == null) {
                return "%s on shard %s is free: nothing was ended".formatted(lockName, shard);
            }
            return ended
                    ? "ended %s: what it has not committed is rolled back, then %s is free"
                            .formatted(holder.text(), lockName)
                    : "%s was not ended".formatted(holder.text());
        }
    }

    @Override
    public Integer call() {
        FleetConfig fleet = servers.fleet();
        LockName name = keys.name(fleet);
        if (!yes && !Terminal.isInput()) {
            throw servers.wrong(
                    "no terminal to ask on; give --yes to end the holder of %s without asking".formatted(name));
        }
        try (KeyHome home = KeyHome.of(keys.key().bucket(), fleet)) {
            String identity =
                    home.server().identity(); // before the look: whoever answers later must be the same server
            HolderLine holder = LockState.of(name, home).holder();
            boolean ended = holder != null
                    && (yes || agreed(name, home, holder))
                    && home.server().killHolder(name, holder.session(), identity);
            Result result = new Result(name.text(), home.shard(), ended, holder);
            format.print(spec.commandLine(), result, result::text);
            return ended ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private boolean agreed(LockName name, KeyHome home, HolderLine holder) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("%s on shard %s is held by %s".formatted(name, home.shard(), holder.text()));
        err.print("End this session? [y/N] ");
        err.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return answer != null
                    && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
