package dev.latchkey.cli;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The way in. */
@Command(
        name = "latchkey",
        description = "Work that runs in one place at a time and has its effect once, under MySQL named locks.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            TortureCommand.class,
            BenchCommand.class,
            MigrateCommand.class,
            DoctorCommand.class,
            ReconcileCommand.class,
            LostCommitsCommand.class,
            RetainCommand.class,
            GrantsCommand.class,
            LsCommand.class,
            WhoCommand.class,
            EndCommand.class,
            LockdCommand.class,
            LockdLoadCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  ./latchkey demo --chaos",
            "  ./latchkey demo --help",
            "",
            "Exit codes: 0 all is well, 1 it isn't, 2 the command line is wrong; those of run are its own."
        })
public final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ENGLISH); // what is printed is English, its numbers too
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // what follows `run KEY --` is not ours to change
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Main::wrongParameters)
                .setExecutionExceptionHandler(new Failures());
    }

    /** One line, and where to read on: all options at each typing error would hide it. */
    private static int wrongParameters(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("latchkey: %s".formatted(e.getMessage()));
        command.getErr()
                .println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
        command.getErr().flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command was given; one of %s is needed"
                        .formatted(String.join(", ", spec.subcommands().keySet())));
    }
}
