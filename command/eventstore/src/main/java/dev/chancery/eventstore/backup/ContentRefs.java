package dev.chancery.eventstore.backup;

import dev.chancery.record.RecordJson;
import java.util.Collection;
import java.util.List;
import java.util.SequencedSet;
import tools.jackson.databind.JsonNode;

/** Which contents an event refers to: every object in it that has {@code content} and {@code commitment}. */
final class ContentRefs {

    private static final byte[] MARK = {'"', 'c', 'o', 'm', 'm', 'i', 't', 'm', 'e', 'n', 't', '"', ':'};

    private ContentRefs() {}

    static void collect(byte[] payload, SequencedSet<String> ids) {
        if (hasMark(payload)) {
            collect(RecordJson.mapper().readTree(payload), ids);
        }
    }

    /** Most events refer to nothing, and looking for some bytes is cheaper than reading JSON. */
    private static boolean hasMark(byte[] payload) {
        for (int i = payload.length - MARK.length; i >= 0; i--) {
            int n = 0;
            while (n < MARK.length && payload[i + n] == MARK[n]) {
                n++;
            }
            if (n == MARK.length) {
                return true;
            }
        }
        return false;
    }

    private static void collect(JsonNode node, SequencedSet<String> ids) {
        if (node.path("content").isString() && node.path("commitment").isString()) {
            ids.add(node.path("content").asString());
        }
        node.forEach(child -> collect(child, ids));
    }

    /** A list for SQL. */
    static String literals(Collection<String> ids) {
        List<String> quoted =
                ids.stream().map(id -> "'" + id.replace("'", "''") + "'").toList();
        return String.join(",", quoted);
    }
}
