package dev.chancery.eventstore.log;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The metadata of an event as a JSON object of strings, keys in order. What is no string has no place in the record. */
final class MetadataJson {

    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.US_ASCII);
    private static final TypeReference<SortedMap<String, String>> STRINGS = new TypeReference<>() {};
    private static final JsonMapper JSON = new JsonMapper();

    private MetadataJson() {}

    static byte[] write(Map<String, ?> metadata) {
        SortedMap<String, String> strings = new TreeMap<>();
        metadata.forEach((key, value) -> {
            if (value instanceof String text) {
                strings.put(key, text);
            }
        });
        return strings.isEmpty() ? EMPTY : JSON.writeValueAsBytes(strings);
    }

    static Map<String, String> read(byte[] json) {
        return json.length == EMPTY.length ? Map.of() : JSON.readValue(json, STRINGS);
    }
}
