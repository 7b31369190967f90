package dev.chancery.decisions.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.chancery.decisions.policy.ArgumentCondition.Context;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A JSON Schema over the arguments of a tool: the part of draft 2020-12 that has no references and no combinations, so that
 * whoever reads a grant sees what it allows, and so that every release of Chancery and every verifier gives the same answer in
 * bounded time. Known are {@code type}, {@code enum}, {@code const}, {@code required}, {@code properties},
 * {@code additionalProperties}, {@code items}, {@code minItems}, {@code maxItems}, {@code minLength}, {@code maxLength} (in code
 * points), {@code pattern}, {@code minimum}, {@code maximum}, {@code exclusiveMinimum} and {@code exclusiveMaximum}, and as words
 * for people {@code title}, {@code description} and {@code $comment}. Any other keyword makes the policy invalid: a wall that is
 * not understood must not be passed over. Patterns are RE2's, which match in linear time and have no back-references.
 *
 * <p>Unlike in JSON Schema an object has no other members than those of {@code properties}, unless
 * {@code additionalProperties} says so: what a grant does not name it does not grant.
 */
public final class ArgumentSchema implements ArgumentConstraint {

    private static final int MAX_DEPTH = 16;
    private static final List<String> WORDS = List.of("title", "description", "$comment");
    private static final List<String> TYPES =
            List.of("object", "array", "string", "number", "integer", "boolean", "null");

    /** No argument at all. */
    static final ArgumentSchema NOTHING = new ArgumentSchema(PolicyDocument.read("{\"type\":\"object\"}"));

    private final String canonical;
    private final JsonNode schema;
    private final Map<String, Pattern> patterns = new TreeMap<>();

    /** @throws IllegalArgumentException that says where the schema is not one of these */
    public ArgumentSchema(JsonNode schema) {
        this.canonical = CanonicalJson.of(schema);
        // In the order of the canonical text, so that of two faults every reader finds the same one first.
        this.schema = PolicyDocument.read(canonical);
        check(this.schema, "", 0);
    }

    /** The schema, canonical (RFC 8785). */
    public String json() {
        return canonical;
    }

    @Override
    public String id() {
        return "json-schema-part/1:" + ArgumentConstraint.digest(canonical);
    }

    @Override
    public Optional<String> broken(JsonNode arguments, Context context) {
        return broken(arguments);
    }

    /** Where in the schema it is that does not hold for a value; empty when it holds. */
    public Optional<String> broken(JsonNode value) {
        return Optional.ofNullable(broken(schema, value, "", 0));
    }

    private void check(JsonNode node, String at, int depth) {
        if (!node.isObject() || depth > MAX_DEPTH) {
            throw bad(at, node.isObject() ? "is nested too deep" : "is no schema; write an object");
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            check(member.getKey(), member.getValue(), at, depth);
        }
    }

    private void check(String keyword, JsonNode value, String at, int depth) {
        String here = at + "/" + keyword;
        switch (keyword) {
            case "type" -> {
                for (JsonNode type : value.isArray() ? value : List.of(value)) {
                    require(TYPES.contains(type.asString("")), here, "is one of " + String.join(", ", TYPES));
                }
            }
            case "enum" -> require(value.isArray() && !value.isEmpty(), here, "is a list of values");
            case "const", "title", "description", "$comment" -> {}
            case "required" -> {
                require(value.isArray(), here, "is a list of names");
                value.forEach(name -> require(name.isString(), here, "is a list of names"));
            }
            case "properties" -> {
                require(value.isObject(), here, "maps names to schemas");
                value.properties().forEach(m -> check(m.getValue(), here + "/" + m.getKey(), depth + 1));
            }
            case "additionalProperties" -> {
                if (!value.isBoolean()) {
                    check(value, here, depth + 1);
                }
            }
            case "items" -> check(value, here, depth + 1);
            case "minItems", "maxItems", "minLength", "maxLength" ->
                require(value.isInt() && value.intValue() >= 0, here, "is a whole number");
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" ->
                require(value.isNumber(), here, "is a number");
            case "pattern" -> {
                require(value.isString(), here, "is a regular expression");
                try {
                    patterns.put(value.stringValue(), Pattern.compile(value.stringValue()));
                } catch (PatternSyntaxException e) {
                    throw bad(here, "is no regular expression of RE2: " + e.getMessage());
                }
            }
            default ->
                throw bad(
                        here,
                        "is not known. This part of JSON Schema has type, enum, const, required,"
                                + " properties, additionalProperties, items, minItems, maxItems, minLength, maxLength, pattern,"
                                + " minimum, maximum, exclusiveMinimum, exclusiveMaximum");
        }
    }

    private static void require(boolean holds, String at, String what) {
        if (!holds) {
            throw bad(at, what);
        }
    }

    private static IllegalArgumentException bad(String at, String what) {
        return new IllegalArgumentException("'" + (at.isEmpty() ? "/" : at) + "' " + what + ".");
    }

    /** The keyword that does not hold, null when all do. */
    private @Nullable String broken(JsonNode rules, JsonNode value, String at, int depth) {
        for (Map.Entry<String, JsonNode> rule : rules.properties()) {
            String keyword = rule.getKey();
            if (!WORDS.contains(keyword) && !holds(keyword, rule.getValue(), value)) {
                return at + "/" + keyword;
            }
        }
        if (value.isObject()) {
            return brokenMember(rules, value, at, depth);
        }
        JsonNode items = rules.get("items");
        if (value.isArray() && items != null) {
            for (JsonNode element : value) {
                String broken = broken(items, element, at + "/items", depth + 1);
                if (broken != null) {
                    return broken;
                }
            }
        }
        return null;
    }

    private @Nullable String brokenMember(JsonNode rules, JsonNode object, String at, int depth) {
        JsonNode others = rules.get("additionalProperties");
        boolean describes = rules.has("properties") || others != null;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode known = rules.path("properties").get(member.getKey());
            if (known != null) {
                String broken = broken(known, member.getValue(), at + "/properties/" + member.getKey(), depth + 1);
                if (broken != null) {
                    return broken;
                }
            } else if (others != null && others.isObject()) {
                String broken = broken(others, member.getValue(), at + "/additionalProperties", depth + 1);
                if (broken != null) {
                    return broken;
                }
            } else if (describes && (others == null || !others.booleanValue())) {
                return at + "/additionalProperties";
            }
        }
        return null;
    }

    /** A keyword about values of one type says nothing of values of another, as in JSON Schema. */
    private boolean holds(String keyword, JsonNode rule, JsonNode value) {
        return switch (keyword) {
            case "type" -> rule.isArray() ? anyType(rule, value) : isOf(rule.asString(""), value);
            case "enum" -> anySame(rule, value);
            case "const" -> same(rule, value);
            case "required" -> !value.isObject() || hasAll(rule, value);
            case "minItems" -> !value.isArray() || value.size() >= rule.intValue();
            case "maxItems" -> !value.isArray() || value.size() <= rule.intValue();
            case "minLength" -> !value.isString() || length(value) >= rule.intValue();
            case "maxLength" -> !value.isString() || length(value) <= rule.intValue();
            case "pattern" ->
                !value.isString()
                        || compiled(rule.stringValue())
                                .matcher(value.stringValue())
                                .find();
            case "minimum" -> !value.isNumber() || compare(value, rule) >= 0;
            case "maximum" -> !value.isNumber() || compare(value, rule) <= 0;
            case "exclusiveMinimum" -> !value.isNumber() || compare(value, rule) > 0;
            case "exclusiveMaximum" -> !value.isNumber() || compare(value, rule) < 0;
            default -> true;
        };
    }

    private Pattern compiled(String pattern) {
        Pattern compiled = patterns.get(pattern);
        if (compiled == null) {
            throw new IllegalStateException("Every pattern was compiled when the policy was read");
        }
        return compiled;
    }

    private static boolean anyType(JsonNode types, JsonNode value) {
        for (JsonNode type : types) {
            if (isOf(type.asString(""), value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "number" -> value.isNumber();
            case "integer" ->
                value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
            case "boolean" -> value.isBoolean();
            default -> value.isNull();
        };
    }

    private static boolean anySame(JsonNode values, JsonNode value) {
        for (JsonNode each : values) {
            if (same(each, value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasAll(JsonNode names, JsonNode object) {
        for (JsonNode name : names) {
            if (!object.has(name.stringValue())) {
                return false;
            }
        }
        return true;
    }

    private static int length(JsonNode string) {
        return string.stringValue().codePointCount(0, string.stringValue().length());
    }

    private static int compare(JsonNode a, JsonNode b) {
        BigDecimal left = a.decimalValue();
        return left.compareTo(b.decimalValue());
    }

    /** Equal as JSON Schema has it: 1 and 1.0 are the same number, and members have no order. */
    private static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return compare(a, b) == 0;
        }
        if (a.isObject() && b.isObject()) {
            List<String> names = new ArrayList<>(a.propertyNames());
            return a.size() == b.size()
                    && names.stream().allMatch(name -> b.has(name) && same(a.path(name), b.path(name)));
        }
        if (a.isArray() && b.isArray()) {
            Iterator<JsonNode> others = b.iterator();
            boolean same = a.size() == b.size();
            for (JsonNode each : a) {
                same = same && same(each, others.next());
            }
            return same;
        }
        return a.equals(b);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ArgumentSchema that && canonical.equals(that.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    @Override
    public String toString() {
        return canonical;
    }
}
