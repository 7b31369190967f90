package dev.chancery.app.cli;

import dev.chancery.eventstore.backup.Backup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(
        name = "backup",
        description = {
            "Copies the record into a directory, while Chancery runs or not, and adds to what is there already.",
            "The keys are not in it: a backup of the record alone must open no content and sign nothing. Give --keys"
                    + " another place for them, under another lock; without them a restored record cannot be continued"
                    + " under its name, and sealed contents cannot be read."
        },
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Cli.USAGE)
final class BackupCommand implements Callable<Integer> {

    @CommandLine.Mixin
    private Place place = new Place();

    @CommandLine.Option(names = "--to", paramLabel = "DIR", required = true, description = "Where the backup is.")
    private @Nullable Path to;

    @CommandLine.Option(names = "--keys", paramLabel = "DIR", description = "Mirror the keys there.")
    private @Nullable Path keys;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path directory = Objects.requireNonNull(to);
        Backup.Report report = place.backup().to(directory, keys, new Estimate(out));
        out.println("Backed up to " + directory.toAbsolutePath().normalize() + ": " + report.end() + " events, "
                + report.events() + " of them new (" + report.bytes() + " bytes).");
        if (report.erased() > 0) {
            out.println(report.erased() + " contents that were erased since the last backup were taken out of it.");
        }
        out.println(
                keys == null
                        ? "The keys are not in it. Back them up to another place with --keys."
                        : "The keys are in " + keys.toAbsolutePath().normalize() + ".");
        out.println("Its checkpoint, to be kept where neither this machine nor the backup can change it:");
        out.print(report.checkpoint());
        out.flush();
        return 0;
    }
}
