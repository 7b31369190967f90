package dev.chancery.app.cli;

import dev.chancery.eventstore.backup.Restore;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(
        name = "check",
        description = "Reads a backup to its end, checks it as a restore would, and restores nothing.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Cli.USAGE)
final class CheckCommand implements Callable<Integer> {

    @CommandLine.Mixin
    private Trust trust = new Trust();

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Restore.Report report = trust.restore(new Estimate(out)).check();
        out.println("The backup is whole.");
        trust.print(report, out);
        out.flush();
        return 0;
    }
}
