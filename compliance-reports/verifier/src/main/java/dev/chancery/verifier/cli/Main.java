package dev.chancery.verifier.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The offline verifier. */
@Command(
        name = "chancery-verifier",
        description = "Verifies audit packs offline.",
        subcommands = {
            VerifyCommand.class,
            ReplayCommand.class,
            WhatIfCommand.class,
            FiguresCommand.class,
            PageCommand.class
        },
        mixinStandardHelpOptions = true,
        version = "chancery-verifier 0.1.0, pack formats 1 to 5",
        exitCodeOnInvalidInput = Main.USAGE,
        exitCodeOnExecutionException = Main.FAILED,
        footer = {"", "Exit codes: 0 verified, 1 usage, 10 tampered, 11 incomplete, 12 unverifiable, 13 unknown key."})
public final class Main implements Runnable {

    static final int USAGE = 1;

    /** The verifier itself failed, so nothing can be said of the pack. */
    static final int FAILED = 12;

    @CommandLine.Spec
    private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    /** Exits with the code of the interface. */
    public static void main(String[] args) {
        int code;
        try {
            code = commandLine().execute(args);
        } catch (VirtualMachineError e) {
            System.err.println(
                    "This pack has a line or an entry that needs more memory. Try again with: java -Xmx512m -Xss8m -jar …");
            code = FAILED;
        }
        System.exit(code);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((e, command, parsed) -> {
            if (e instanceof UsageException || e instanceof java.io.IOException) {
                command.getErr()
                        .println(e instanceof UsageException ? e.getMessage() : "Cannot read: " + e.getMessage());
                return USAGE;
            }
            command.getErr().println("The verifier failed and can say nothing of the pack: " + e);
            return FAILED;
        });
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "Say what to do: verify, replay, what-if, figures or page.");
        }
    }
}
