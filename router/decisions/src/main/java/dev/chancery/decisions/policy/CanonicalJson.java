package dev.chancery.decisions.policy;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * The one text of a JSON value: the JSON Canonicalization Scheme (RFC 8785), for numbers that have no exponent. Members are
 * sorted by UTF-16 code units, there is no insignificant whitespace, and only what must be escaped is.
 */
final class CanonicalJson {

    private final StringBuilder text = new StringBuilder();

    private CanonicalJson() {}

    /** @throws IllegalArgumentException for a number out of range or a string that is not Unicode */
    static String of(JsonNode node) {
        CanonicalJson canonical = new CanonicalJson();
        canonical.value(node);
        return canonical.text.toString();
    }

    private void value(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
            text.append('{');
            String separator = "";
            for (Map.Entry<String, JsonNode> member : members.entrySet()) {
                text.append(separator);
                string(member.getKey());
                text.append(':');
                value(member.getValue());
                separator = ",";
            }
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            String separator = "";
            for (JsonNode element : node) {
                text.append(separator);
                value(element);
                separator = ",";
            }
            text.append(']');
        } else if (node.isString()) {
            string(node.stringValue());
        } else if (node.isNumber()) {
            number(node.decimalValue());
        } else if (node.isBoolean() || node.isNull()) {
            text.append(node.asString("null"));
        } else {
            throw new IllegalArgumentException("JSON has no " + node.getNodeType());
        }
    }

    private void number(BigDecimal number) {
        BigDecimal plain = number.stripTrailingZeros();
        // Within these bounds a double holds the digits and ECMAScript writes them without an exponent.
        if (plain.precision() > 15 || plain.scale() > 6 || plain.precision() - plain.scale() > 15) {
            throw new IllegalArgumentException(number + " has more than 15 digits, or more than 6 after the point");
        }
        text.append(plain.signum() == 0 ? "0" : plain.toPlainString());
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\b' -> text.append("\\b");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                case '\f' -> text.append("\\f");
                case '\r' -> text.append("\\r");
                default -> {
                    if (Character.isSurrogate(c)) {
                        int point = value.codePointAt(i);
                        if (!Character.isSupplementaryCodePoint(point)) {
                            throw new IllegalArgumentException("A string holds half of a surrogate pair");
                        }
                        text.appendCodePoint(point);
                        i++;
                    } else if (c < ' ') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
