package dev.chancery.record.certificate;

import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.ErasureEvent.ErasureRequested;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.EventCodec;
import dev.chancery.record.LeafHash;
import dev.chancery.record.RecordJson;
import dev.chancery.record.UnreadableEvent;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteException;
import dev.chancery.record.note.NoteVerifier;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JacksonException;

/**
 * What proves an erasure: its two events as they are kept, their places in the log's signed tree, and the signed heads before
 * and after. The text that a person reads says nothing of its own; it follows from the events word for word, and a certificate
 * whose words are others is none. So it needs no signature but the one under the head of the log.
 *
 * @param requested the event of the request
 * @param completed the event of the completion; it holds the signed head before anything was destroyed
 * @param requestedPath hex of the RFC 6962 audit path of the request in the tree of {@code after}
 * @param completedPath the same of the completion
 * @param consistency hex of the RFC 6962 consistency proof from the head before to {@code after}
 * @param after signed head of a tree that has both events
 */
public record ErasureCertificate(
        Evidence requested,
        Evidence completed,
        List<String> requestedPath,
        List<String> completedPath,
        List<String> consistency,
        String after) {

    /** Longest certificate that is read, in characters. */
    public static final int LIMIT = 1 << 20;

    private static final String MARK = "\n-- evidence, for programs --\n";

    public ErasureCertificate {
        requestedPath = List.copyOf(requestedPath);
        completedPath = List.copyOf(completedPath);
        consistency = List.copyOf(consistency);
    }

    /** A stored event, payload and metadata as the texts that they are. */
    public record Evidence(
            long position,
            String id,
            String stream,
            long sequence,
            String name,
            int revision,
            String at,
            String payload,
            String metadata) {

        /** An event as evidence. */
        public static Evidence of(StoredEvent event) {
            return new Evidence(
                    event.position(),
                    event.id(),
                    event.stream(),
                    event.sequence(),
                    event.name(),
                    event.revision(),
                    RecordJson.text(event.at()),
                    new String(event.payload(), StandardCharsets.UTF_8),
                    new String(event.metadata(), StandardCharsets.UTF_8));
        }

        private byte[] leafHash() {
            return LeafHash.of(new StoredEvent(
                    position,
                    id,
                    stream,
                    sequence,
                    name,
                    revision,
                    Instant.parse(at),
                    payload.getBytes(StandardCharsets.UTF_8),
                    metadata.getBytes(StandardCharsets.UTF_8)));
        }

        private <E extends Event> E as(Class<E> type) {
            Event event = new EventCodec().decode(name, revision, payload.getBytes(StandardCharsets.UTF_8));
            if (!type.isInstance(event)) {
                throw new IllegalArgumentException(name + " is another event");
            }
            return type.cast(event);
        }
    }

    /** What became of verifying. */
    public enum Verdict {
        /** Every word is what the log of this key recorded. */
        VERIFIED,
        /** The text, an event or a proof was changed. */
        TAMPERED,
        /** Another key signed. */
        UNKNOWN_KEY
    }

    /** The certificate as text: for people, and then the evidence as one line of JSON. */
    public String text() {
        return words() + MARK + RecordJson.mapper().writeValueAsString(this) + "\n";
    }

    private String words() {
        ErasureRequested request = requested.as(ErasureRequested.class);
        ErasureCompleted completion = completed.as(ErasureCompleted.class);
        Checkpoint head = Checkpoint.parse(after);
        int keys = completion.erased().keys().size();
        return String.join(
                "\n",
                "CERTIFICATE OF ERASURE",
                "",
                "Log:           " + head.origin(),
                "Erasure:       " + request.erasure(),
                "Concerns:      "
                        + (request.scope().kind() == ContentScope.Kind.SUBJECT
                                ? "the person known there by the pseudonym " + request.scope().id()
                                : "the task " + request.scope().id()),
                "Requested:     " + requested.at() + " (UTC) by " + oneLine(request.by()),
                "Reason:        " + oneLine(request.reason()),
                "Completed:     " + completed.at() + " (UTC)",
                "Destroyed:     " + completion.erased().contents()
                        + " kept texts with their salts, "
                        + (keys == 0
                                ? "and no key, since theirs seals others too"
                                : "and " + keys + (keys == 1 ? " key" : " keys") + " that sealed them and nothing else"),
                "Their ids:     SHA-256 " + completion.erased().digest() + " over the sorted ids, a line each",
                "",
                "The log still holds that these texts existed, when, for what, and a salted commitment to each. Without text and",
                "salt nobody can tell from a commitment what it was. Copies of the database made before the completion hold the",
                "texts sealed; what seals them is destroyed here, and in copies of the keys once those are destroyed too.",
                "",
                "This certificate follows word for word from the events at the positions " + requested.position() + " and "
                        + completed.position() + " of the log,",
                "which are in the tree of " + head.size() + " events that the log's key has signed. The head signed before anything was",
                "destroyed is part of the second event.")
                + "\n";
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    /**
     * Verifies a certificate.
     *
     * @param text as {@link #text} gave it
     * @param verifierKey of the log, from somebody who is trusted
     */
    public static Verdict verify(String text, String verifierKey) {
        try {
            int mark = text.indexOf(MARK);
            if (mark < 0 || text.length() > LIMIT) {
                return Verdict.TAMPERED;
            }
            ErasureCertificate certificate = RecordJson.mapper()
                    .readValue(text.substring(mark + MARK.length()), ErasureCertificate.class);
            if (certificate == null) {
                return Verdict.TAMPERED;
            }
            return switch (NoteVerifier.parse(verifierKey).verify(Note.parse(certificate.after))) {
                case UNKNOWN_KEY -> Verdict.UNKNOWN_KEY;
                case FORGED -> Verdict.TAMPERED;
                case VERIFIED ->
                    certificate.text().equals(text) && certificate.isProven() ? Verdict.VERIFIED : Verdict.TAMPERED;
            };
        } catch (JacksonException | NoteException | UnreadableEvent | IllegalArgumentException
                | DateTimeException e) {
            return Verdict.TAMPERED;
        }
    }

    private boolean isProven() {
        Checkpoint head = Checkpoint.parse(after);
        Checkpoint before = Checkpoint.parse(completed.as(ErasureCompleted.class).checkpoint());
        String stream = "erasure/" + requested.as(ErasureRequested.class).erasure();
        return requested.stream.equals(stream)
                && completed.stream.equals(stream)
                && requested.sequence == 0
                && completed.sequence == 1
                && requested.position < before.size()
                && before.size() <= completed.position
                && before.origin().equals(head.origin())
                && isIn(head, requested, requestedPath)
                && isIn(head, completed, completedPath)
                && Merkle.isConsistent(
                        before.size(), before.rootHash(), head.size(), head.rootHash(), hashes(consistency));
    }

    private static boolean isIn(Checkpoint head, Evidence event, List<String> path) {
        return event.position < head.size()
                && Arrays.equals(
                        head.rootHash(),
                        Merkle.rootFromInclusion(event.position, head.size(), event.leafHash(), hashes(path)));
    }

    private static List<byte[]> hashes(List<String> hex) {
        return hex.stream().map(HexFormat.of()::parseHex).toList();
    }
}
