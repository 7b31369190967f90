package dev.chancery.app.cli;

import dev.chancery.eventstore.backup.BackupDefect;
import dev.chancery.eventstore.backup.Progress;
import dev.chancery.eventstore.backup.Restore;
import dev.chancery.record.RecordJson;
import dev.chancery.record.note.Checkpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which backup is read, and what it must agree with: the options of {@code check} and {@code restore}. */
final class Trust {

    private static final int LONGEST = 1 << 16;

    @Option(names = "--from", paramLabel = "DIR", required = true, description = "The backup.")
    private @Nullable Path from;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "A checkpoint that is held elsewhere (an auditor's, a witness's, the file 'checkpoint' of the"
                    + " last pack). The backup must agree with it, and must not be older. May be given several times.")
    private List<Path> checkpoints = new ArrayList<>();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The log's verifier key, got some other way than with the backup.")
    private @Nullable Path key;

    @Option(
            names = "--until",
            paramLabel = "POSITION|INSTANT",
            description = "Stop before this position, or after the last event recorded by this instant"
                    + " (2026-11-05T10:00:00Z). What comes later is lost, and accept-loss must say so.")
    private @Nullable String until;

    Path directory() {
        return Objects.requireNonNull(from);
    }

    Restore restore(Progress progress) {
        List<Restore.Held> held = new ArrayList<>();
        for (Path file : checkpoints) {
            held.add(new Restore.Held(file.toString(), text(file)));
        }
        String trusted = key == null ? null : text(key).strip();
        return new Restore(directory(), trusted, held, until(), progress);
    }

    static String text(Path file) {
        try {
            if (Files.size(file) > LONGEST) {
                throw new BackupDefect("The file " + file + " is too long for a checkpoint or a key");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new BackupDefect("The file " + file + " cannot be read");
        }
    }

    private Restore.Until until() {
        if (until == null) {
            return Restore.Until.THE_END;
        }
        if (until.matches("[0-9]{1,18}")) {
            return new Restore.Until(Long.valueOf(until), null);
        }
        try {
            return new Restore.Until(null, Instant.parse(until));
        } catch (DateTimeException e) {
            throw new BackupDefect("--until is a position, like 12345, or an instant, like 2026-11-05T10:00:00Z");
        }
    }

    void print(Restore.Report report, PrintWriter out) {
        Instant last = report.last();
        out.println(report.events() + " events" + (last == null ? "" : ", the last of " + RecordJson.text(last)) + "; "
                + report.contents() + " contents are there, " + report.missingContents()
                + " were erased before the backup.");
        Checkpoint proof = Checkpoint.parse(report.checkpoint());
        out.println("Every leaf hash was computed again. Proven by the signed head of " + proof.size() + " events of "
                + proof.origin() + (checkpoints.isEmpty() ? "." : ", and by the checkpoints given."));
        if (key == null) {
            out.println("Its signature was checked with the key that is in the backup itself. Give --key to be certain"
                    + " whose it is.");
        }
    }
}
