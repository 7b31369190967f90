package dev.chancery.eventstore.content;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.RecordJson;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The contents that an event refers to: objects with {@code content}, {@code commitment} and {@code bytes} in its payload. */
final class ContentReferences {

    private ContentReferences() {}

    static List<ContentId> in(StoredEvent event) {
        List<ContentId> found = new ArrayList<>();
        collect(RecordJson.mapper().readTree(event.payload()), found);
        return found;
    }

    private static void collect(JsonNode node, List<ContentId> found) {
        if (node.has("content") && node.has("commitment") && node.has("bytes")) {
            found.add(new ContentId(node.get("content").asString("")));
        } else {
            node.forEach(child -> collect(child, found));
        }
    }
}
