package dev.chancery.query.web.exports;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a cell holds: what the JSON of the API says, as a value of its own kind where a table has one. */
final class Values {

    private final JsonMapper json;

    Values(JsonMapper json) {
        this.json = json;
    }

    /** The cells of a row. */
    List<@Nullable Object> plain(List<@Nullable Object> cells) {
        List<@Nullable Object> plain = new ArrayList<>(cells.size());
        cells.forEach(cell -> plain.add(plain(cell)));
        return plain;
    }

    /** A number, truth value, day, instant or text; the texts of a list in one, nothing for an empty one, and whatever else as JSON. */
    @Nullable
    Object plain(@Nullable Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Instant
                || value instanceof LocalDate) {
            return value;
        }
        if (value instanceof Collection<?> many) {
            if (many.isEmpty()) {
                return null;
            }
            List<JsonNode> items = many.stream().map(this::tree).toList();
            return items.stream().allMatch(JsonNode::isValueNode)
                    ? items.stream().map(JsonNode::asString).collect(Collectors.joining("; "))
                    : json.writeValueAsString(value);
        }
        JsonNode node = tree(value);
        return node.isNull() ? null : node.isValueNode() ? node.asString() : json.writeValueAsString(value);
    }

    private JsonNode tree(Object value) {
        return json.valueToTree(value);
    }
}
