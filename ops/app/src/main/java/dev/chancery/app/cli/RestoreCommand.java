package dev.chancery.app.cli;

import dev.chancery.eventstore.backup.Restore;
import dev.chancery.record.note.Checkpoint;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(
        name = "restore",
        description = "Restores a backup into a new home, and believes nothing of it that its signed heads do not prove.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Cli.USAGE)
final class RestoreCommand implements Callable<Integer> {

    @CommandLine.Mixin
    private Place place = new Place();

    @CommandLine.Mixin
    private Trust trust = new Trust();

    @CommandLine.Option(names = "--keys", paramLabel = "DIR", description = "The backup of the keys.")
    private @Nullable Path keys;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Restore.Report report =
                place.backup().from(trust.directory(), trust.restore(new Estimate(out)), keys);
        out.println("Restored.");
        trust.print(report, out);
        long known = Checkpoint.parse(report.newest()).size();
        if (report.lost() > 0) {
            out.println("It is " + report.lost() + " events older than the newest head that is known, so Chancery will"
                    + " not start on it silently. To continue without them:");
            out.println("  java -jar chancery.jar accept-loss --known-size " + known + " --by … --reason …");
        } else if (keys == null) {
            out.println("Put the backup of the keys into the home before you start Chancery. When they are lost:");
            out.println("  java -jar chancery.jar accept-loss --known-size " + known + " --by … --reason …");
        } else {
            out.println("Start Chancery on it as usual.");
        }
        out.flush();
        return 0;
    }
}
