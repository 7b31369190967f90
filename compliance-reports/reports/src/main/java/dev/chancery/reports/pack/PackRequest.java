package dev.chancery.reports.pack;

import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteException;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.record.note.Rotations;
import dev.chancery.reports.pack.PackOrder.Disclosure;
import dev.chancery.verifier.pack.Scope;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked for.
 *
 * @param from position, or instant in ISO 8601; null for the beginning
 * @param to position after the last, or instant that is no longer part; null for the newest checkpoint
 * @param scope null for all
 * @param contents whether the texts that events refer to are wanted; then {@code purpose} is too
 * @param purpose why; it is recorded of each text
 * @param previous text of an older checkpoint, to be led to the newest; null when none is known
 */
record PackRequest(
        @Nullable String from,
        @Nullable String to,
        @Nullable Scope scope,
        @Nullable Boolean contents,
        @Nullable String purpose,
        @Nullable String previous) {

    /** Longest purpose, in characters. */
    private static final int PURPOSE_LIMIT = 500;

    /** A member that is not known is refused: a misspelt scope must not disclose everything. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Reads the body of a request; an empty one asks for the whole log. */
    static PackRequest parse(byte[] body) {
        if (body.length == 0) {
            return new PackRequest(null, null, null, null, null, null);
        }
        try {
            PackRequest request = MAPPER.readValue(body, PackRequest.class);
            if (request != null) {
                return request;
            }
        } catch (JacksonException e) {
            // Told below, without the parser's words.
        }
        throw new BadPackRequest("Send JSON with the optional members from, to (a position or an instant such as"
                + " \"2026-11-05T00:00:00Z\"), scope (one of {\"task\": id}, {\"workflow\": id}, {\"agent\": id}), contents (true, with"
                + " a purpose) and previous (the text of an older checkpoint).");
    }

    /**
     * What is to be written.
     *
     * @param checkpoint the newest
     * @param asker name of who asks
     */
    PackOrder order(EventLog log, Ledger ledger, String checkpoint, String asker) {
        Checkpoint head = Checkpoint.parse(checkpoint);
        PackRange range = resolve(log, head.size());
        if (previous != null) {
            checkPrevious(previous, ledger, head);
        }
        return new PackOrder(range, checkpoint, previous, disclosure(asker));
    }

    private @Nullable Disclosure disclosure(String asker) {
        if (!Boolean.TRUE.equals(contents)) {
            if (purpose != null) {
                throw new BadPackRequest(
                        "A 'purpose' is of disclosed contents: add \"contents\": true, or leave it out.");
            }
            return null;
        }
        if (purpose == null || purpose.isBlank() || purpose.length() > PURPOSE_LIMIT) {
            throw new BadPackRequest("To disclose contents give a 'purpose' of 1 to " + PURPOSE_LIMIT
                    + " characters; it is recorded of each text.");
        }
        return new Disclosure(asker, purpose);
    }

    private static void checkPrevious(String previous, Ledger ledger, Checkpoint head) {
        try {
            Note note = Note.parse(previous);
            Checkpoint older = Checkpoint.parse(note.text());
            if (!older.origin().equals(head.origin())) {
                throw new BadPackRequest("'previous' is a checkpoint of another log, " + older.origin()
                        + "; this one is " + head.origin() + ".");
            }
            if (older.size() > head.size()) {
                throw new BadPackRequest("'previous' is of " + older.size() + " events, but the newest checkpoint of "
                        + head.size() + ". If the log was restored from a backup, events are missing from it.");
            }
            String key = Rotations.keyAt(ledger.verifierKey(), ledger.rotations(), older.size());
            if (NoteVerifier.parse(key).verify(note) != NoteVerifier.Verdict.VERIFIED) {
                throw new BadPackRequest("'previous' is not signed by the key that this log had at " + older.size()
                        + " events. Give the checkpoint exactly as it is in the older pack.");
            }
            if (!Arrays.equals(ledger.root(older.size()), older.rootHash())) {
                throw new BadPackRequest("'previous' is signed by this log's key, but is not of this log: its first "
                        + older.size() + " events are others. Keep it; it is evidence.");
            }
        } catch (NoteException e) {
            throw new BadPackRequest("'previous' is no signed checkpoint: " + e.getMessage() + ".");
        }
    }

    /**
     * The part of the log that this means.
     *
     * @param size of the tree that the newest checkpoint signs
     */
    PackRange resolve(EventLog log, long size) {
        long first = from == null ? 0 : position("from", from, log, size);
        long end = to == null ? size : position("to", to, log, size);
        if (first >= end) {
            throw new BadPackRequest("There is no event from " + first + " to " + end + ". The newest checkpoint has "
                    + size + " events; give a 'from' below 'to'.");
        }
        if (scope != null && log.readStream(scope.stream()).isEmpty()) {
            throw new BadPackRequest("There is no " + scope + " in the log. Check the id.");
        }
        return new PackRange(first, end, scope);
    }

    private static long position(String member, String text, EventLog log, long size) {
        if (text.matches("[0-9]{1,18}")) {
            long position = Long.parseLong(text);
            if (position > size) {
                throw new BadPackRequest("'" + member + "' is " + position + ", but the newest checkpoint has " + size
                        + " events. Give a position up to that, or leave '" + member + "' out.");
            }
            return position;
        }
        try {
            return firstAtOrAfter(Instant.parse(text), log, size);
        } catch (DateTimeParseException e) {
            throw new BadPackRequest("'" + member + "' is neither a position in the log nor an instant such as"
                    + " 2026-11-05T00:00:00Z.");
        }
    }

    /** Instants rise with positions, but for the moments between the stamping and the committing of concurrent events. */
    private static long firstAtOrAfter(Instant instant, EventLog log, long size) {
        long low = 0;
        long high = size;
        while (low < high) {
            long middle = (low + high) >>> 1;
            List<StoredEvent> there = log.read(middle, 1);
            if (!there.isEmpty() && there.getFirst().at().isBefore(instant)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
