package dev.chancery.contracts.command;

import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.ExportDeletion;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportOccasion;
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

    /** Record that a pack or a report is asked for; the parameters are those of its event. */
    record RequestExport(
            String export,
            String actor,
            @Nullable String scope,
            long from,
            long to,
            boolean withContents,
            ExportKind kind,
            @Nullable String period,
            @Nullable ExportOccasion occasion)
            implements ExportCommand {

        /** One that a person asks for. */
        public RequestExport(
                String export,
                String actor,
                @Nullable String scope,
                long from,
                long to,
                boolean withContents,
                ExportKind kind,
                @Nullable String period) {
            this(export, actor, scope, from, to, withContents, kind, period, null);
        }

        /** The same, on an occasion. */
        public RequestExport on(@Nullable ExportOccasion why) {
            return new RequestExport(export, actor, scope, from, to, withContents, kind, period, why);
        }
    }

    /** Record that it is begun again. Fails when it has an outcome, or was begun too often. */
    record ResumeExport(String export) implements ExportCommand {}

    /** Record that somebody does not want it any more. Does nothing when the export has an outcome. */
    record CancelExport(String export, String actor) implements ExportCommand {}

    /** Record that it is ready. Does nothing when the export has an outcome. */
    record CompleteExport(String export, String sha256, long bytes, String verdict) implements ExportCommand {}

    /** Record that there will be none. Does nothing when the export has an outcome. */
    record FailExport(String export, String reason) implements ExportCommand {}

    /** The outcome will never come. Does nothing when the export has one. */
    record AbandonExport(String export, AbandonCause cause) implements ExportCommand {}

    /** Record that it is about to be given to somebody. Fails when it is not complete. */
    record DownloadExport(String export, String actor) implements ExportCommand {}

    /** Record that its file is about to be deleted. Does nothing when there is none. */
    record DeleteExport(String export, String actor, ExportDeletion why) implements ExportCommand {}

    /** Record that its file is about to be deleted because it was kept for so many days. Does nothing when there is none. */
    record ExpireExport(String export, int days) implements ExportCommand {}

    /**
     * Record that it is about to be brought to a destination. Does nothing when it is on its way there already; fails when there is no
     * file, or it is on its way elsewhere.
     */
    record RequestDelivery(String export, String destination, String address) implements ExportCommand {}

    /** Record that it is there. Does nothing when it is not on its way there. */
    record CompleteDelivery(String export, String destination, String address, String sha256, long bytes)
            implements ExportCommand {}

    /** Record that it will not be brought there. Does nothing when it is not on its way there. */
    record FailDelivery(String export, String destination, String reason) implements ExportCommand {}
}
