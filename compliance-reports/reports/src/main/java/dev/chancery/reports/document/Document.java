package dev.chancery.reports.document;

import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import java.util.List;

/** One document of a pack, or one for each of what it is about. */
interface Document {

    List<PackFile> write(PackSubject subject);
}
