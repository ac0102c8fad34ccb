package dev.latchkey.cli;

import dev.latchkey.LatchkeyException;
import dev.latchkey.cli.options.WrongFileException;
import dev.latchkey.trials.servers.ServerException;
import dev.latchkey.trials.stage.TrialException;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.JdbiException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Trouble that users can mend is one message on standard error; only what nobody foresaw shows a stack trace. */
final class Failures implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
        if (isForeseen(thrown)) {
            command.getErr().println("latchkey: " + thrown.getMessage());
        } else {
            command.getErr().println("latchkey: this should not have happened; please report it");
            thrown.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        CommandSpec spec = command.getCommandSpec();
        return thrown instanceof WrongFileException
                ? spec.exitCodeOnInvalidInput()
                : spec.exitCodeOnExecutionException();
    }

    private static boolean isForeseen(Exception thrown) {
        return thrown instanceof LatchkeyException
                || thrown instanceof WrongFileException
                || thrown instanceof TrialException
                || thrown instanceof ServerException
                || thrown instanceof JdbiException
                || thrown instanceof FlywayException;
    }
}
