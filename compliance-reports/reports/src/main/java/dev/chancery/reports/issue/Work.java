package dev.chancery.reports.issue;

import dev.chancery.contracts.command.ExportCommand.RequestExport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One file that is to be made in the background. */
public interface Work {

    /**
     * What is recorded before any of it is written.
     *
     * @param id of the export
     * @param actor who asks
     */
    RequestExport intent(String id, String actor);

    /** Of the file's name, with its dot. */
    String extension();

    /** Of the file, by IANA. */
    String mediaType();

    /** Steps until it is done, such as events to be read: what progress is told in. */
    long total();

    /**
     * JSON from which the same work is made again when the process ended before it was done; it lies beside the finished files until
     * then. Null when it cannot be: then it is abandoned.
     */
    default @Nullable String saved() {
        return null;
    }

    /**
     * Writes the file. What it throws leaves none behind.
     *
     * @param target does not exist yet
     * @param progress is told of steps; what it throws ends the writing
     */
    Written write(Path target, LongConsumer progress) throws IOException;

    /**
     * What came of it.
     *
     * @param verdict of the offline verifier, or of whatever else looked at the finished file
     * @param findings why it is not verified, for people
     */
    record Written(String verdict, List<String> findings) {
        public Written {
            findings = List.copyOf(findings);
        }
    }
}
