package dev.chancery.verifier.check;

import dev.chancery.record.RecordJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/**
 * A field in which two events differ.
 *
 * @param pointer JSON pointer (RFC 6901) into the event's payload; empty for all of it
 * @param recorded what is there in the record, null when nothing is
 * @param recomputed what has to be there, null when nothing has
 */
public record FieldDifference(
        String pointer,
        @Nullable JsonNode recorded,
        @Nullable JsonNode recomputed) {

    /** So many are told of two events; what is behind them is one more, of all that is left. */
    static final int MOST = 20;

    /** Characters of a value that are told. */
    private static final int LONGEST = 1_000;

    /**
     * The fields in which two events of one name differ, in the order of the first.
     *
     * @param recorded payload, JSON in UTF-8
     * @param recomputed likewise
     */
    public static List<FieldDifference> between(byte[] recorded, byte[] recomputed) {
        List<FieldDifference> found = new ArrayList<>();
        compare("", tree(recorded), tree(recomputed), found);
        return List.copyOf(found);
    }

    /** That all of an event should not be, or be another. */
    static List<FieldDifference> whole(byte[] recorded, byte @Nullable [] recomputed) {
        return List.of(
                new FieldDifference("", told(tree(recorded)), recomputed == null ? null : told(tree(recomputed))));
    }

    private static JsonNode tree(byte[] json) {
        return RecordJson.mapper().readTree(json);
    }

    private static void compare(
            String pointer, @Nullable JsonNode recorded, @Nullable JsonNode recomputed, List<FieldDifference> found) {
        if (found.size() >= MOST || (recorded != null && recorded.equals(recomputed))) {
            return;
        }
        if (recorded != null && recomputed != null && recorded.isObject() && recomputed.isObject()) {
            SequencedSet<String> names = new LinkedHashSet<>(recorded.propertyNames());
            names.addAll(recomputed.propertyNames());
            for (String name : names) {
                compare(pointer + "/" + escaped(name), recorded.get(name), recomputed.get(name), found);
            }
        } else if (recorded != null && recomputed != null && recorded.isArray() && recomputed.isArray()) {
            for (int i = 0; i < Math.max(recorded.size(), recomputed.size()); i++) {
                compare(pointer + "/" + i, recorded.get(i), recomputed.get(i), found);
            }
        } else {
            found.add(new FieldDifference(pointer, told(recorded), told(recomputed)));
        }
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static @Nullable JsonNode told(@Nullable JsonNode value) {
        if (value == null) {
            return null;
        }
        String text = value.toString();
        return text.getBytes(StandardCharsets.UTF_8).length <= LONGEST
                ? value
                : StringNode.valueOf(beginning(text) + "…");
    }

    private static String beginning(String text) {
        return text.substring(0, text.offsetByCodePoints(0, Math.min(LONGEST, text.codePointCount(0, text.length()))));
    }

    /** For people. */
    public String sentence() {
        return (pointer.isEmpty() ? "the whole event" : pointer) + ": recorded " + words(recorded) + ", recomputed "
                + words(recomputed);
    }

    private static String words(@Nullable JsonNode value) {
        return value == null ? "nothing" : value.toString();
    }
}
