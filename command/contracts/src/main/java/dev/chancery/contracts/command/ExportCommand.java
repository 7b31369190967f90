package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.AbandonCause;
import org.jspecify.annotations.Nullable;

/** What is asked of an export. */
public sealed interface ExportCommand extends Command {

    /** What the streams of exports begin with. */
    String STREAM = "export/";

    /** A UUID. */
    String export();

    @Override
    default String target() {
        return STREAM + export();
    }

    /** Record that a pack is asked for; the parameters are those of its event. */
    record RequestExport(
            String export, String actor, @Nullable String scope, long from, long to, boolean withContents)
            implements ExportCommand {}

    /** Record that it is ready. Does nothing when the export has an outcome. */
    record CompleteExport(String export, String sha256, long bytes, String verdict) implements ExportCommand {}

    /** Record that there will be none. Does nothing when the export has an outcome. */
    record FailExport(String export, String reason) implements ExportCommand {}

    /** The outcome will never come. Does nothing when the export has one. */
    record AbandonExport(String export, AbandonCause cause) implements ExportCommand {}

    /** Record that it is about to be given to somebody. Fails when it is not complete. */
    record DownloadExport(String export, String actor) implements ExportCommand {}
}
