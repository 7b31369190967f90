package dev.chancery.reports.pack;

import dev.chancery.folds.dossier.Dossier;
import dev.chancery.folds.figure.FigureSheet;
import dev.chancery.record.note.Checkpoint;
import java.time.Instant;
import java.util.List;

/**
 * What the documents of a pack are written from, once all its events were read.
 *
 * @param head the signed tree head
 * @param vouching who vouches for it
 * @param disclosed events of the range that are in the pack
 * @param withheld events of the range of which the pack has the hash only
 * @param dossier what stands on record at the end of the range; of a scope only what belongs to it
 * @param figures of the periods that are told; empty when none are
 * @param first when the first disclosed event of the range was recorded
 * @param last when the last one was
 * @param asOf when the range was over, or the latest period of the figures when that is later; what depends on the time of day, such as clocks,
 *     is told as of this instant
 * @param parts the files that were written before
 */
public record PackSubject(
        PackRange range,
        Checkpoint head,
        Vouching vouching,
        long disclosed,
        long withheld,
        Dossier dossier,
        List<FigureSheet> figures,
        Instant first,
        Instant last,
        Instant asOf,
        List<PackFile> parts) {
    public PackSubject {
        figures = List.copyOf(figures);
        parts = List.copyOf(parts);
    }
}
