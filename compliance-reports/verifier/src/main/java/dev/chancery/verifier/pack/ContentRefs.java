package dev.chancery.verifier.pack;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.fact.ContentRef;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.RecordJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The contents that an event refers to, whatever event it is. */
public final class ContentRefs {

    private static final byte[] MARK = "\"commitment\"".getBytes(StandardCharsets.US_ASCII);

    private ContentRefs() {}

    /** The references in an event's payload, in their order there, each content once; none where the payload cannot be read. */
    public static List<ContentRef> in(StoredEvent event) {
        // Most events refer to none, which is told without parsing them.
        if (!contains(event.payload(), MARK)) {
            return List.of();
        }
        Map<ContentId, ContentRef> refs = new LinkedHashMap<>();
        try {
            collect(RecordJson.mapper().readTree(event.payload()), refs);
        } catch (JacksonException e) {
            return List.of();
        }
        return List.copyOf(refs.values());
    }

    private static void collect(JsonNode node, Map<ContentId, ContentRef> refs) {
        JsonNode content = node.path("content");
        JsonNode commitment = node.path("commitment");
        JsonNode bytes = node.path("bytes");
        if (content.isString() && commitment.isString() && bytes.isInt()) {
            try {
                ContentId id = new ContentId(content.stringValue());
                refs.putIfAbsent(id, new ContentRef(id, commitment.stringValue(), bytes.intValue()));
            } catch (IllegalArgumentException e) {
                // Not an id, so it is no reference.
            }
        }
        node.forEach(child -> collect(child, refs));
    }

    private static boolean contains(byte[] text, byte[] mark) {
        for (int at = 0; at <= text.length - mark.length; at++) {
            int same = 0;
            while (same < mark.length && text[at + same] == mark[same]) {
                same++;
            }
            if (same == mark.length) {
                return true;
            }
        }
        return false;
    }
}
