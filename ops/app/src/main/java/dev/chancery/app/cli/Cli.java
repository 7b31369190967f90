package dev.chancery.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.eventstore.backup.BackupDefect;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands. Without one, the jar starts Chancery. */
@Command(
        name = "java -jar chancery.jar",
        description = "Without a command: starts Chancery.",
        subcommands = {BackupCommand.class, CheckCommand.class, RestoreCommand.class, AcceptLossCommand.class},
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Cli.USAGE,
        exitCodeOnExecutionException = Cli.REFUSED,
        footer = {"", "Exit codes: 0 done, 1 usage, 2 refused; what is wrong and what to do is said."})
public final class Cli implements Runnable {

    static final int USAGE = 1;
    static final int REFUSED = 2;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    /** Whether the arguments are for a command, and not for Spring, whose arguments all begin with two dashes. */
    public static boolean isMeant(String[] arguments) {
        return arguments.length > 0
                && (!arguments[0].startsWith("-") || arguments[0].equals("--help") || arguments[0].equals("-h"));
    }

    /** Does what the arguments say. */
    public static int run(String[] arguments) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logging) {
            logging.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.ERROR);
        }
        return new CommandLine(new Cli())
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    command.getErr().println(sentence(e));
                    return REFUSED;
                })
                .execute(arguments);
    }

    private static String sentence(Exception e) {
        boolean isSaid = e instanceof BackupDefect
                || e instanceof IllegalStateException
                || e instanceof UncheckedIOException
                || e instanceof RecordUnavailable;
        return isSaid ? String.valueOf(e.getMessage()) : "This failed: " + e;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), "Say what to do: backup, check, restore or accept-loss.");
    }
}
