package dev.chancery.contracts.event;

import dev.chancery.contracts.fact.AbandonCause;
import org.jspecify.annotations.Nullable;

/** Evidence that leaves the house; stream {@code export/<export>}. */
public sealed interface ExportEvent extends Event {

    /**
     * Somebody asked for an audit pack; recorded before any of it is written.
     *
     * @param actor who asked
     * @param scope the stream of the task, workflow or agent that it is about, null when it is about everything
     * @param from first position
     * @param to position after the last
     * @param contents whether prompts and answers are in it
     */
    record ExportRequested(
            String export, String actor, @Nullable String scope, long from, long to, boolean contents)
            implements ExportEvent {}

    /**
     * The pack lies ready.
     *
     * @param sha256 lower-case hex of the file
     * @param verdict of the offline verifier
     */
    record ExportCompleted(String sha256, long bytes, String verdict) implements ExportEvent {}

    /** There is no pack. */
    record ExportFailed(String reason) implements ExportEvent {}

    /** Whether a pack was written is not known; if it was, it is not given out. */
    record ExportAbandoned(AbandonCause cause) implements ExportEvent {}

    /** Somebody is about to be given the pack. */
    record ExportDownloaded(String actor) implements ExportEvent {}
}
