package dev.chancery.app.cli;

import dev.chancery.eventstore.backup.BackupDefect;
import dev.chancery.eventstore.ledger.AcceptedLoss;
import dev.chancery.gateway.privacy.PersonalDataScanner;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

@CommandLine.Command(
        name = "accept-loss",
        description = {
            "Continues a log that was restored without some of its signed events, or without its key.",
            "A log keeps its name for ever, and no two events are ever signed at one position under one name. So the log"
                    + " goes on under a new name and key; its next event says from where, what is lost, who decided it"
                    + " and why. Audit packs of before still verify, under the old key. Tell whoever holds that key, and"
                    + " your witnesses, of the new one."
        },
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Cli.USAGE)
final class AcceptLossCommand implements Callable<Integer> {

    private static final int LONGEST = 500;

    @CommandLine.Mixin
    private Place place = new Place();

    @CommandLine.Option(
            names = "--known-size",
            paramLabel = "N",
            required = true,
            description = "How many events the largest known head has, to show that you know what is lost.")
    private long knownSize;

    @CommandLine.Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "That head, when it is not the one that the home knows.")
    private @Nullable Path checkpoint;

    @CommandLine.Option(
            names = "--origin",
            paramLabel = "NAME",
            description = "Name of the new log; the old one and some digits when not given.")
    private @Nullable String origin;

    @CommandLine.Option(
            names = "--by",
            paramLabel = "NAME",
            required = true,
            description = "Who decides it. Stays in the record for ever.")
    private String by = "";

    @CommandLine.Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why, without personal data. Stays in the record for ever.")
    private String reason = "";

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() {
        demandFit("--by", by);
        demandFit("--reason", reason);
        String note = checkpoint == null ? null : Trust.text(checkpoint);
        AcceptedLoss.Done done = new AcceptedLoss(knownSize, note, origin, by, reason).in(place.store());
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println("The log " + done.restored().from() + " ends at " + done.restored().size() + " of "
                + done.restored().knownSize() + " events. It goes on as " + done.restored().to()
                + (origin == null ? "" : "; set chancery.origin to it") + ".");
        out.println("The verifier key from now on, to be given to all who held the old one:");
        out.println(done.verifierKey());
        out.println("Start Chancery, take a backup into a new directory, and tell your witnesses.");
        out.flush();
        return 0;
    }

    private static void demandFit(String option, String text) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new BackupDefect(option + " is a text of 1 to " + LONGEST + " characters");
        }
        if (!new PersonalDataScanner(Map.of()).scan(text).isEmpty()) {
            throw new BackupDefect(option + " has personal data in it, and would stay in the record for ever");
        }
    }
}
