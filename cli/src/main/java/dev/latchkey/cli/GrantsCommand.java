package dev.latchkey.cli;

import dev.latchkey.cli.options.Format;
import dev.latchkey.migrations.Account;
import dev.latchkey.migrations.Grants;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints what an account must be granted, for a DBA. */
@Command(
        name = "grants",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Prints the privileges that an account needs, and no others, as SQL. Asks no server and changes nothing.",
        footer = {
            "",
            "Example:",
            "  ./latchkey grants --user app@'10.%%' --database shop",
            "  ./latchkey grants --user dba --role observer --database shop",
            "",
            "Exit code: 0, or 2 if the command line is wrong."
        })
final class GrantsCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private Format format;

    @Option(
            names = "--user",
            paramLabel = "ACCOUNT",
            required = true,
            description = "The account, app@'10.%%', or app for any host. It must be there when the SQL is run.")
    private String user;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            defaultValue = "application",
            description = {
                "What it is for (default: ${DEFAULT-VALUE}).",
                "application: programs that take locks and run work.",
                "observer: people who look, and change nothing.",
                "operator: people who reconcile, retain, and forget lost commits."
            })
    private Grants role;

    @Option(
            names = "--database",
            paramLabel = "NAME",
            required = true,
            description = "The database of the shards, as their URLs name it.")
    private String database;

    @Option(names = "--ledger-database", paramLabel = "NAME", description = "That of the ledger (default: the same).")
    private @Nullable String ledgerDatabase;

    /** What is printed. */
    record Result(String shard, String ledger) {

        String text() {
            return shard + System.lineSeparator() + ledger.stripTrailing();
        }
    }

    @Override
    public void run() {
        Account account = account();
        String ledgers = ledgerDatabase == null ? database : ledgerDatabase;
        Result result = new Result(role.onShard(database, account), role.onLedger(ledgers, account));
        format.print(spec.commandLine(), result, result::text);
    }

    private Account account() {
        try {
            return Account.parse(user);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--user: " + e.getMessage());
        }
    }
}
