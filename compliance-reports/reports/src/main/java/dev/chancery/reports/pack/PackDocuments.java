package dev.chancery.reports.pack;

import java.io.IOException;
import java.util.List;

/** Writes documents into packs: the same subject, the same bytes, but for signatures and what controls found. */
public interface PackDocuments {

    /** The files, in the order in which they stand in the pack. */
    List<PackFile> write(PackSubject subject) throws IOException;
}
