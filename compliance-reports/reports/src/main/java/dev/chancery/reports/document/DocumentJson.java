package dev.chancery.reports.document;

import dev.chancery.record.RecordJson;
import dev.chancery.reports.pack.Matter;
import dev.chancery.reports.pack.PackFile;
import dev.chancery.reports.pack.PackSubject;
import dev.chancery.verifier.pack.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.ObjectWriter;

/**
 * A document in JSON: what it is and of when, then named lists. A list says how many are on record, and where nothing is, says that and
 * what to do; what does not fit into {@link #MOST} bytes is counted and named as left out.
 */
final class DocumentJson {

    /** An entry of a pack has 16 MiB at most; the rest is for the beginning of the document and for indentation. */
    static final int MOST = 12 << 20;

    private static final ObjectWriter WRITER = RecordJson.mapper()
            .writer()
            .with(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private final Map<String, Object> members = new LinkedHashMap<>();
    private final @Nullable Scope scope;
    private final int most;
    private long used;

    private DocumentJson(@Nullable Scope scope, int most) {
        this.scope = scope;
        this.most = most;
    }

    /**
     * A document of a subject.
     *
     * @param kind its stable name
     * @param title for people
     */
    static DocumentJson of(String kind, String title, PackSubject subject) {
        return of(kind, title, asOf(subject), subject.range().scope(), MOST);
    }

    /** @param asOf of what, and of when */
    static DocumentJson of(String kind, String title, Map<String, Object> asOf) {
        return of(kind, title, asOf, null, MOST);
    }

    static DocumentJson of(String kind, String title, Map<String, Object> asOf, @Nullable Scope scope, int most) {
        return new DocumentJson(scope, most)
                .put("document", kind)
                .put("title", title)
                .put("asOf", asOf);
    }

    /** Of which part of which log, and of when. */
    static Map<String, Object> asOf(PackSubject subject) {
        Map<String, Object> asOf = new LinkedHashMap<>();
        asOf.put("log", subject.head().origin());
        asOf.put("from", subject.range().from());
        asOf.put("to", subject.range().to());
        if (subject.range().scope() != null) {
            asOf.put("scope", subject.range().scope().toString());
        }
        asOf.put("firstEvent", subject.first());
        asOf.put("lastEvent", subject.last());
        asOf.put("at", subject.asOf());
        asOf.put(
                "positions",
                "A position is that of an event in the log, counted from 0; those from 'from' to before 'to' are the lines of"
                        + " events.jsonl in this pack.");
        return asOf;
    }

    /** Adds a member; none that is null. */
    DocumentJson put(String name, @Nullable Object value) {
        if (value != null) {
            members.put(name, value);
        }
        return this;
    }

    /**
     * Adds a list of what not every scope has: where it is empty because of that, it says so and denies nothing.
     *
     * @param nothing what is said when it is empty, though the pack would have it
     */
    <T> DocumentJson list(String name, Matter matter, Collection<T> all, Function<T, ?> shape, String nothing) {
        Optional<String> notInScope = all.isEmpty() ? matter.notIn(scope) : Optional.empty();
        return notInScope.isPresent()
                ? put(name, map("notInScope", notInScope.get(), "entries", List.of()))
                : list(name, all, shape, nothing);
    }

    /**
     * Adds a list.
     *
     * @param nothing what is said when it is empty
     */
    <T> DocumentJson list(String name, Collection<T> all, Function<T, ?> shape, String nothing) {
        List<Object> entries = new ArrayList<>();
        for (T each : all) {
            Object entry = shape.apply(each);
            long length = length(entry);
            if (used + length > most) {
                break;
            }
            used += length;
            entries.add(entry);
        }
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("onRecord", all.size());
        if (all.isEmpty()) {
            list.put("nothing", nothing);
        }
        int leftOut = all.size() - entries.size();
        if (leftOut > 0) {
            list.put("leftOut", leftOut);
            list.put(
                    "whyLeftOut",
                    "An entry of a pack has 16 MiB at most. What is left out follows from the events in events.jsonl; a pack of a"
                            + " shorter period or of a scope has it written out.");
        }
        list.put("entries", entries);
        members.put(name, list);
        return this;
    }

    /** In bytes, where it stands in a list. */
    static long length(Object entry) {
        byte[] written = WRITER.writeValueAsBytes(entry);
        long lines = 1;
        for (byte b : written) {
            lines += b == '\n' ? 1 : 0;
        }
        // Each line is indented by three levels more where it stands.
        return written.length + 6 * lines + 2;
    }

    PackFile file(String name, String title) {
        return new PackFile(name, "application/json", title, bytes());
    }

    byte[] bytes() {
        return bytes(members);
    }

    /** Indented, members in the order of the record, none that is null, lines ended by a line feed. */
    static byte[] bytes(Object value) {
        return WRITER.writeValueAsBytes(value);
    }

    /** Members by name; those without a value are left out. */
    static Map<String, Object> map(@Nullable Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i] instanceof String name && namesAndValues[i + 1] != null) {
                map.put(name, namesAndValues[i + 1]);
            }
        }
        return map;
    }
}
