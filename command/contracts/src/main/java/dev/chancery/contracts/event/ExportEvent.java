package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.AbandonCause;
import dev.chancery.contracts.fact.ExportDeletion;
import dev.chancery.contracts.fact.ExportKind;
import dev.chancery.contracts.fact.ExportOccasion;
import org.jspecify.annotations.Nullable;

/** Evidence that leaves the house; stream {@code export/<export>}. */
public sealed interface ExportEvent extends Event {

    /**
     * Somebody asked for an audit pack or a report; recorded before any of it is written.
     *
     * @param actor who asked
     * @param scope the stream of the task, workflow, agent or AI system that it is about, {@code subject/<id>} for a person concerned; null when
     *     it is about everything
     * @param from first position
     * @param to position after the last
     * @param contents whether prompts and answers are in it
     * @param kind null in the records of versions that made packs only
     * @param period of a report, such as {@code 2026-Q4}; null for none
     * @param occasion null when a person asked, and in the records of versions without schedules
     */
    record ExportRequested(
            String export,
            String actor,
            @Nullable String scope,
            long from,
            long to,
            boolean contents,
            @Nullable ExportKind kind,
            @Nullable String period,
            @Nullable ExportOccasion occasion)
            implements ExportEvent {

        /** One that a person asked for. */
        public ExportRequested(
                String export,
                String actor,
                @Nullable String scope,
                long from,
                long to,
                boolean contents,
                @Nullable ExportKind kind,
                @Nullable String period) {
            this(export, actor, scope, from, to, contents, kind, period, null);
        }
    }

    /**
     * It was begun again at its beginning, after the process that made it had ended.
     *
     * @param attempt 2 for the first time
     */
    record ExportResumed(int attempt) implements ExportEvent {}

    /** There will be none: somebody does not want it any more. */
    record ExportCancelled(String actor) implements ExportEvent {}

    /**
     * It lies ready.
     *
     * @param sha256 lower-case hex of the file
     * @param verdict of the offline verifier
     */
    record ExportCompleted(String sha256, long bytes, String verdict) implements ExportEvent {}

    /** There will be none. */
    record ExportFailed(String reason) implements ExportEvent {}

    /** Whether it was written is not known; if it was, it is not given out. */
    record ExportAbandoned(AbandonCause cause) implements ExportEvent {}

    /** Somebody is about to be given it. */
    record ExportDownloaded(String actor) implements ExportEvent {}

    /** Its file is about to be deleted. What was given out and delivered is elsewhere and stays there. */
    record ExportDeleted(String actor, ExportDeletion why) implements ExportEvent {}

    /** The same, because it was kept for so many days. */
    record ExportExpired(int days) implements ExportEvent {}

    /**
     * It is about to be brought to a destination.
     *
     * @param destination its name in the configuration
     * @param address a URI without secrets
     */
    record ExportDeliveryRequested(String destination, String address) implements ExportEvent {}

    /**
     * It is there.
     *
     * @param sha256 lower-case hex of what was brought
     */
    record ExportDelivered(String destination, String address, String sha256, long bytes) implements ExportEvent {}

    /**
     * It was not brought there, and will not be again. Part of it may have been sent.
     *
     * @param reason a sentence
     */
    record ExportDeliveryFailed(String destination, String reason) implements ExportEvent {}
}
