package dev.chancery.reports.pack;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.chancery.contracts.Id;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.folds.figure.FigureQuery;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteException;
import dev.chancery.record.note.NoteVerifier;
import dev.chancery.record.note.Rotations;
import dev.chancery.reports.pack.PackOrder.Disclosure;
import dev.chancery.verifier.check.FigureCheck;
import dev.chancery.verifier.pack.Scope;
import dev.chancery.verifier.pack.ScopeFilter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is asked for.
 *
 * @param from position, instant in ISO 8601, or day (UTC); null for the beginning
 * @param to position after the last, or instant or day that is no longer part; null for the newest checkpoint
 * @param scope null for all
 * @param contents whether the texts that events refer to are wanted; then {@code purpose} is too
 * @param purpose why; it is recorded of each text
 * @param previous text of an older checkpoint, to be led to the newest; null when none is known
 * @param figures periods of which figures are told; none for none, null for the period from the first event of the range to the last
 */
record PackRequest(
        @Nullable String from,
        @Nullable String to,
        @Nullable Scope scope,
        @Nullable Boolean contents,
        @Nullable String purpose,
        @Nullable String previous,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<@Nullable Period> figures) {

    /**
     * A period.
     *
     * @param from first instant in ISO 8601, or day (UTC)
     * @param to instant, or day, that is no longer part
     * @param end position after the last event that is known, to tell what was known then; null for all that are in the pack
     */
    record Period(
            @Nullable String from,
            @Nullable String to,
            @Nullable Long end) {}

    /** Longest purpose, in characters. */
    private static final int PURPOSE_LIMIT = 500;

    /** So many events are read at once. */
    private static final int BATCH = 500;

    /** So many events on either end of a range may have been stamped in another order. */
    private static final int NEIGHBOURS = 200;

    /** A member that is not known is refused: a misspelt scope must not disclose everything. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Reads the body of a request; an empty one asks for the whole log. */
    static PackRequest parse(byte[] body) {
        if (body.length == 0) {
            return new PackRequest(null, null, null, null, null, null, null);
        }
        try {
            JsonNode tree = MAPPER.readTree(body);
            checkScope(tree.path("scope"));
            PackRequest request = MAPPER.treeToValue(tree, PackRequest.class);
            if (request != null) {
                return request;
            }
        } catch (JacksonException e) {
            // Told below, without the parser's words.
        }
        throw new BadPackRequest("Send JSON with the optional members from, to (a position, an instant such as"
                + " \"2026-11-05T00:00:00Z\", or a day), scope (one of {\"task\": id}, {\"workflow\": id}, {\"agent\": id},"
                + " {\"system\": id}, {\"subject\": id}), contents (true, with"
                + " a purpose), previous (the text of an older checkpoint) and figures ({\"from\": day or instant, \"to\": …}, or several)."
                + " Each is given once.");
    }

    /** A misspelt or doubtful scope must disclose nothing, and its sender be told why. */
    private static void checkScope(JsonNode scope) {
        if (scope.isMissingNode() || scope.isNull()) {
            return;
        }
        List<String> kinds = Arrays.stream(Scope.Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList();
        String one = "one of " + String.join(", ", kinds) + ", by its id, such as {\"system\": \"triage\"}";
        if (!scope.isObject() || scope.isEmpty()) {
            throw new BadPackRequest("'scope' names " + one + ". Leave it out for all events.");
        }
        if (!kinds.containsAll(scope.propertyNames())) {
            throw new BadPackRequest("'scope' has a member that no scope has. It names " + one + ".");
        }
        if (scope.size() > 1) {
            throw new BadPackRequest("'scope' names " + scope.size() + " things at once. Ask for one pack of each.");
        }
        JsonNode id = scope.iterator().next();
        if (!id.isString() || !Id.isValid(id.stringValue())) {
            throw new BadPackRequest("The id in 'scope' is none: an id has 1 to " + Id.LIMIT
                    + " printable ASCII characters and no space. A person is named by the pseudonym that"
                    + " Chancery-Subject had.");
        }
    }

    /** The same with what people type in it as the record may hold it. */
    PackRequest sanitised(UnaryOperator<String> sanitiser) {
        return purpose == null
                ? this
                : new PackRequest(from, to, scope, contents, sanitiser.apply(purpose), previous, figures);
    }

    /**
     * What is to be written.
     *
     * @param checkpoint the newest
     * @param asker name of who asks
     * @param now when he does
     */
    PackOrder order(EventLog log, Ledger ledger, String checkpoint, String asker, Instant now) {
        Checkpoint head = Checkpoint.parse(checkpoint);
        PackRange range = resolve(log, head.size(), now);
        if (previous != null) {
            checkPrevious(previous, ledger, head);
        }
        return new PackOrder(
                range,
                checkpoint,
                previous,
                disclosure(asker),
                figures == null ? List.of(own(range, log)) : queries(range, figures, now));
    }

    /**
     * The period of the range itself: from its first event to its last one. Instants of events that were stamped at once may stand in another
     * order than positions, so that the neighbours of the first and of the last count too; and after a clock that was put back the last may
     * be before the first.
     */
    private static FigureQuery own(PackRange range, EventLog log) {
        List<Instant> ends = Stream.concat(
                        at(log, range.from(), Math.min(range.from() + NEIGHBOURS, range.to())),
                        at(log, Math.max(range.from(), range.to() - NEIGHBOURS), range.to()))
                .sorted()
                .toList();
        return new FigureQuery(ends.getFirst(), ends.getLast().plus(1, ChronoUnit.MICROS), range.to());
    }

    private static Stream<Instant> at(EventLog log, long from, long to) {
        return log.read(from, (int) (to - from)).stream().map(StoredEvent::at);
    }

    private static List<FigureQuery> queries(PackRange range, List<@Nullable Period> figures, Instant now) {
        List<FigureQuery> queries = new ArrayList<>();
        for (Period period : figures) {
            queries.add(query(period, range, now));
        }
        if (queries.size() > FigureCheck.MAX_PERIODS
                || queries.stream().distinct().count() < queries.size()) {
            throw new BadPackRequest(
                    "Give up to " + FigureCheck.MAX_PERIODS + " periods for 'figures', no two of them alike.");
        }
        checkOverlaps(queries);
        return queries;
    }

    /** A quarter and its months may be told of together; two that only share some days would be counted twice by whoever adds them. */
    private static void checkOverlaps(List<FigureQuery> queries) {
        for (FigureQuery one : queries) {
            for (FigureQuery other : queries) {
                if (one.from().isBefore(other.from())
                        && other.from().isBefore(one.to())
                        && one.to().isBefore(other.to())) {
                    throw new BadPackRequest("Two periods of 'figures' overlap: one ends at " + one.to()
                            + ", the other begins at " + other.from()
                            + ". Let one end where the other begins, or lie within it.");
                }
            }
        }
    }

    private static FigureQuery query(@Nullable Period period, PackRange range, Instant now) {
        if (period == null || period.from() == null || period.to() == null) {
            throw new BadPackRequest("'figures' needs a 'from' and a 'to', such as \"2026-10-01\" and \"2027-01-01\".");
        }
        Instant from = instant(period.from());
        Instant to = instant(period.to());
        long end = period.end() == null ? range.to() : period.end();
        if (to.isAfter(now)) {
            throw new BadPackRequest("The period of 'figures' is over at " + to
                    + ", which is in the future. Give a 'to' that has passed.");
        }
        if (end < range.from() || end > range.to()) {
            throw new BadPackRequest("'end' of 'figures' is " + end + ", but the pack has positions " + range.from()
                    + " to " + (range.to() - 1) + ".");
        }
        try {
            return new FigureQuery(from, to, end);
        } catch (IllegalArgumentException e) {
            throw new BadPackRequest("'figures' is of no period: " + e.getMessage() + ".");
        }
    }

    private static Instant instant(String text) {
        try {
            return parsed(text);
        } catch (DateTimeParseException e) {
            throw new BadPackRequest("'figures' has a 'from' or 'to' that is neither a day nor an instant such as"
                    + " 2026-10-01T00:00:00Z.");
        }
    }

    private static Instant parsed(String text) {
        return text.length() == "2026-10-01".length()
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : Instant.parse(text);
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
    PackRange resolve(EventLog log, long size, Instant now) {
        checkOrder();
        long first = from == null ? 0 : position("from", from, log, size, now);
        long end = to == null ? size : position("to", to, log, size, now);
        if (first >= end) {
            throw new BadPackRequest("Nothing was recorded from " + (from == null ? "the beginning" : from) + " to "
                    + (to == null ? "now" : to) + ". " + whatThereIs(log, size));
        }
        if (scope != null) {
            checkScope(scope, log, first, end);
            checkDescribed(scope, log, end);
        }
        return new PackRange(first, end, scope);
    }

    private static String whatThereIs(EventLog log, long size) {
        return size == 0
                ? "The newest checkpoint has no event."
                : "The newest checkpoint has " + size + " events, from "
                        + log.read(0, 1).getFirst().at() + " to "
                        + log.read(size - 1, 1).getFirst().at() + ". Give a period in which some of them lie.";
    }

    private void checkOrder() {
        if (from == null || to == null || isPosition(from) != isPosition(to)) {
            return;
        }
        boolean reversed = false;
        try {
            reversed = isPosition(from)
                    ? Long.parseLong(from) > Long.parseLong(to)
                    : parsed(from).isAfter(parsed(to));
        } catch (DateTimeParseException e) {
            // Told of the member that it is.
        }
        if (reversed) {
            throw new BadPackRequest("'from' is behind 'to'. Exchange them.");
        }
    }

    /** A pack of nothing is asked for by mistake: of a wrong id, or a wrong period. */
    private static void checkScope(Scope scope, EventLog log, long first, long end) {
        // What begins in the range is found without reading what is before it.
        if (anything(ScopeFilter.of(scope, log, end), log, first, first, end, scope)
                || (first > 0 && anything(ScopeFilter.of(scope, log, end), log, 0, first, end, scope))) {
            return;
        }
        if (anything(ScopeFilter.of(scope, log, end), log, 0, 0, end, scope)) {
            throw new BadPackRequest("The " + scope + " has no "
                    + (scope.kind() == Scope.Kind.WORKFLOW ? "task" : "event") + " from position " + first + " to "
                    + (end - 1) + ". Give another 'from' or 'to'.");
        }
        throw new BadPackRequest(
                switch (scope.kind()) {
                    case TASK, AGENT, SYSTEM ->
                        "There is no " + scope + " in the log before position " + end + ". Check the id.";
                    case WORKFLOW ->
                        "There is no task of the " + scope + " in the log before position " + end + ". Check the id.";
                    case SUBJECT ->
                        "There is no task about the " + scope + " in the log before position " + end
                                + ". Check the id: a person is named by the pseudonym that Chancery-Subject had.";
                });
    }

    /** Incidents and duties may name a system that nobody registered. */
    private static void checkDescribed(Scope scope, EventLog log, long end) {
        if (scope.kind() == Scope.Kind.SYSTEM
                && ScopeFilter.described(scope, log, end).isEmpty()) {
            throw new BadPackRequest("The " + scope + " was not registered before position " + end
                    + ", so that nothing says which workflows it has. Check the id, or give a later 'to'.");
        }
    }

    /**
     * Whether there is anything of a scope in a part of the log.
     *
     * @param begin where reading begins
     * @param first where the part does
     */
    private static boolean anything(ScopeFilter filter, EventLog log, long begin, long first, long end, Scope scope) {
        for (long at = begin; at < end; ) {
            List<StoredEvent> batch = log.read(at, (int) Math.min(BATCH, end - at));
            for (StoredEvent stored : batch) {
                if (filter.includes(stored, each -> log.decode(each).event())
                        && stored.position() >= first
                        && (scope.kind() != Scope.Kind.WORKFLOW
                                || stored.stream().startsWith("task/"))) {
                    return true;
                }
            }
            if (batch.isEmpty()) {
                return false;
            }
            at += batch.size();
        }
        return false;
    }

    private static boolean isPosition(String text) {
        return text.matches("[0-9]{1,18}");
    }

    private static long position(String member, String text, EventLog log, long size, Instant now) {
        if (isPosition(text)) {
            long position = Long.parseLong(text);
            if (position > size) {
                throw new BadPackRequest("'" + member + "' is " + position + ", but the newest checkpoint has " + size
                        + " events. Give a position up to that, or leave '" + member + "' out.");
            }
            return position;
        }
        Instant instant;
        try {
            instant = parsed(text);
        } catch (DateTimeParseException e) {
            throw new BadPackRequest("'" + member
                    + "' is neither a position in the log, nor an instant such as 2026-11-05T00:00:00Z, nor a day.");
        }
        if (instant.isAfter(now)) {
            throw new BadPackRequest("'" + member + "' is " + instant
                    + ", which is in the future. Give an instant that has passed, or leave '" + member + "' out.");
        }
        return log.firstAtOrAfter(instant, size);
    }
}
