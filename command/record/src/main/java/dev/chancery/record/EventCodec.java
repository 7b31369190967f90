package dev.chancery.record;

import dev.chancery.contracts.event.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes events as compact JSON in UTF-8 under stored names, and reads every revision that was ever written. Thread-safe. */
public final class EventCodec {

    private record Shape(StoredName name, Class<? extends Event> type, ObjectWriter writer, ObjectReader reader) {}

    private final Map<Class<?>, Shape> byType = new LinkedHashMap<>();
    private final Map<String, Shape> byName = new LinkedHashMap<>();
    private final Map<StoredName, Upcast> upcasts = new LinkedHashMap<>();

    public EventCodec() {
        this(Names.ALL, Upcasts.ALL);
    }

    EventCodec(Map<Class<? extends Event>, StoredName> names, List<Upcast> upcasts) {
        JsonMapper mapper = RecordJson.mapper();
        names.forEach((type, name) -> {
            Shape shape = new Shape(name, type, mapper.writerFor(type), mapper.readerFor(type));
            byType.put(type, shape);
            byName.put(name.name(), shape);
        });
        upcasts.forEach(u -> this.upcasts.put(new StoredName(u.name(), u.from()), u));
    }

    /** The name and revision under which an event is written today. */
    public StoredName nameOf(Event event) {
        return shapeOf(event).name;
    }

    /** The stored names that are known, each with its newest revision. */
    public SortedMap<String, Integer> revisions() {
        SortedMap<String, Integer> revisions = new TreeMap<>();
        byName.forEach((name, shape) -> revisions.put(name, shape.name.revision()));
        return revisions;
    }

    /** The event as compact JSON in UTF-8; the same event always gives the same bytes. Instants are cut to microseconds. */
    public byte[] encode(Event event) {
        return shapeOf(event).writer.writeValueAsBytes(event);
    }

    /**
     * Reads what was written under a name and a revision, with today's eyes.
     *
     * @throws UnreadableEvent when the name or the revision is unknown, or the JSON is not of its shape
     */
    public Event decode(String name, int revision, byte[] payload) {
        Shape shape = byName.get(name);
        if (shape == null || revision < 1 || revision > shape.name.revision()) {
            throw new UnreadableEvent(
                    "No event '" + name + "' of revision " + revision
                            + " is known here; a newer version may have written it",
                    null);
        }
        try {
            Event event = revision == shape.name.revision()
                    ? shape.reader.readValue(payload)
                    : shape.reader.readValue(upcast(shape, revision, payload));
            return present(event, name);
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            throw new UnreadableEvent(
                    "'" + name + "' of revision " + revision + " has another shape: " + e.getMessage(), e);
        }
    }

    private ObjectNode upcast(Shape shape, int revision, byte[] payload) {
        if (!(RecordJson.mapper().readTree(payload) instanceof ObjectNode json)) {
            throw new IllegalArgumentException("no JSON object");
        }
        ObjectNode current = json;
        for (int r = revision; r < shape.name.revision(); r++) {
            Upcast next = upcasts.get(new StoredName(shape.name.name(), r));
            if (next == null) {
                throw new IllegalStateException("There is no upcast of " + new StoredName(shape.name.name(), r));
            }
            current = next.change().apply(current);
        }
        return current;
    }

    private Shape shapeOf(Event event) {
        Shape shape = byType.get(event.getClass());
        if (shape == null) {
            throw new IllegalStateException(event.getClass() + " has no stored name");
        }
        return shape;
    }

    private static Event present(@Nullable Event event, String name) {
        if (event == null) {
            throw new IllegalArgumentException("'" + name + "' is null");
        }
        return event;
    }
}
