package dev.chancery.decisions.policy;

import dev.chancery.contracts.Id;
import dev.chancery.contracts.Micros;
import dev.chancery.decisions.policy.InvalidPolicy.Fault;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** An object of a document, read member by member; what is wrong is noted and reading goes on, so that all of it is told. */
final class DocumentNode {

    /** Dearest price of a million tokens, and highest cap, in units of the currency: far from where a sum could overflow. */
    static final BigDecimal MAX_PRICE = BigDecimal.valueOf(10_000);

    static final BigDecimal MAX_CAP = BigDecimal.valueOf(1_000_000_000);

    private static final int MAX_ELEMENTS = 10_000;

    private final JsonNode node;
    private final String pointer;
    private final List<Fault> faults;
    private final SortedSet<String> seen = new TreeSet<>();

    DocumentNode(JsonNode node, String pointer, List<Fault> faults) {
        this.node = node;
        this.pointer = pointer;
        this.faults = faults;
        if (!node.isObject()) {
            faults.add(new Fault(pointer, "This must be a mapping of names to values."));
        }
    }

    /** Notes a fault of a member, or of the object itself when the name is empty. */
    void fault(String name, String reason) {
        faults.add(new Fault(name.isEmpty() ? pointer : pointer + "/" + escaped(name), reason));
    }

    /** To be called last: whatever was not asked for is unknown. */
    void done() {
        for (String name : names()) {
            if (!seen.contains(name)) {
                fault(name, "'" + name + "' is not known here. Known are: " + String.join(", ", seen) + ".");
            }
        }
    }

    List<String> names() {
        return node.properties().stream()
                .map(member -> member.getKey())
                .sorted()
                .toList();
    }

    boolean has(String name) {
        seen.add(name);
        return !node.path(name).isMissingNode() && !node.path(name).isNull();
    }

    boolean isText(String name) {
        return has(name) && node.path(name).isString();
    }

    String text(String name) {
        JsonNode value = member(name);
        if (value == null) {
            return "";
        }
        if (!value.isString() || value.stringValue().isBlank()) {
            fault(name, "Write a text that is not empty.");
            return "";
        }
        return value.stringValue();
    }

    @Nullable
    String optionalText(String name) {
        return has(name) ? text(name) : null;
    }

    String id(String name) {
        String id = text(name);
        if (Id.isValid(id)) {
            return id;
        }
        if (!id.isEmpty()) {
            fault(name, "An id has 1 to " + Id.LIMIT + " printable ASCII characters and no space.");
        }
        return "-";
    }

    String url(String name) {
        String url = text(name);
        try {
            URI uri = URI.create(url);
            if (!url.isEmpty() && (!String.valueOf(uri.getScheme()).matches("https?") || uri.getHost() == null)) {
                fault(name, "Write an address that begins with https:// or http://.");
            }
        } catch (IllegalArgumentException e) {
            fault(name, "This is no address: " + e.getMessage());
        }
        return url;
    }

    @Nullable
    String optionalUrl(String name) {
        return has(name) ? url(name) : null;
    }

    boolean bool(String name) {
        JsonNode value = member(name);
        if (value != null && !value.isBoolean()) {
            fault(name, "Write true or false.");
        }
        return value != null && value.isBoolean() && value.booleanValue();
    }

    int integer(String name, int min, int max) {
        JsonNode value = member(name);
        if (value == null) {
            return min;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            fault(
                    name,
                    min == max
                            ? "Only " + min + " is known."
                            : "Write a whole number from " + min + " to " + max + ".");
            return min;
        }
        return value.intValue();
    }

    double fraction(String name) {
        JsonNode value = member(name);
        if (value == null) {
            return 0;
        }
        if (!value.isNumber() || value.doubleValue() < 0 || value.doubleValue() > 1) {
            fault(name, "Write a number from 0 to 1.");
            return 0;
        }
        return value.doubleValue();
    }

    /** A decimal string in units of the currency, exactly. */
    Micros money(String name, Currency currency, BigDecimal max) {
        String text = text(name);
        if (!text.isEmpty()) {
            try {
                BigDecimal units = new BigDecimal(text);
                if (units.signum() < 0) {
                    fault(name, text + " is negative. Write 0 or more.");
                } else if (units.compareTo(max) > 0) {
                    fault(name, text + " is more than the highest amount, " + max.toPlainString() + ".");
                } else {
                    return new Micros(units.movePointRight(6).longValueExact(), currency);
                }
            } catch (NumberFormatException e) {
                fault(name, "'" + text + "' is no amount. Write one such as \"2.50\".");
            } catch (ArithmeticException e) {
                fault(name, text + " has more than six places after the point. Round it.");
            }
        }
        return Micros.zero(currency);
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
        return constant(name, text(name), type);
    }

    <E extends Enum<E>> List<E> constants(String name, Class<E> type) {
        return texts(name, 0).stream().map(text -> constant(name, text, type)).toList();
    }

    private <E extends Enum<E>> E constant(String name, String text, Class<E> type) {
        for (E each : type.getEnumConstants()) {
            if (spelling(each).equals(text)) {
                return each;
            }
        }
        if (!text.isEmpty()) {
            fault(
                    name,
                    "'" + text + "' is not known. Write one of "
                            + Arrays.stream(type.getEnumConstants())
                                    .map(DocumentNode::spelling)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
        return type.getEnumConstants()[0];
    }

    private static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<String> texts(String name, int min) {
        List<String> texts = new ArrayList<>();
        int index = 0;
        for (JsonNode element : elements(name)) {
            if (element.isString() && !element.stringValue().isBlank()) {
                texts.add(element.stringValue());
            } else {
                faults.add(new Fault(pointer + "/" + escaped(name) + "/" + index, "Write a text that is not empty."));
            }
            index++;
        }
        if (index < min && node.path(name).isArray()) {
            fault(name, "Name at least one.");
        }
        return List.copyOf(texts);
    }

    <T> List<T> list(String name, Function<DocumentNode, T> reader) {
        List<T> read = new ArrayList<>();
        int index = 0;
        for (JsonNode element : elements(name)) {
            DocumentNode child = new DocumentNode(element, pointer + "/" + escaped(name) + "/" + index++, faults);
            if (element.isObject()) {
                read.add(reader.apply(child));
                child.done();
            }
        }
        return List.copyOf(read);
    }

    /** A list whose elements are texts or objects. */
    <T> List<T> mixed(String name, Function<String, T> text, Function<DocumentNode, T> object) {
        List<T> read = new ArrayList<>();
        int index = 0;
        for (JsonNode element : elements(name)) {
            String at = pointer + "/" + escaped(name) + "/" + index++;
            if (element.isString() && !element.stringValue().isBlank()) {
                read.add(text.apply(element.stringValue()));
            } else if (element.isObject()) {
                DocumentNode child = new DocumentNode(element, at, faults);
                read.add(object.apply(child));
                child.done();
            } else {
                faults.add(new Fault(at, "Write a text that is not empty, or a mapping of names to values."));
            }
        }
        return List.copyOf(read);
    }

    /** Its canonical text; empty for what has none, of which a fault is noted where it is read. */
    String canonical() {
        try {
            return CanonicalJson.of(node);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** A member as it stands, null when it is not there. */
    @Nullable
    JsonNode raw(String name) {
        return has(name) ? node.path(name) : null;
    }

    @Nullable
    Integer optionalInteger(String name, int min, int max) {
        return has(name) ? integer(name, min, max) : null;
    }

    <T> T object(String name, Function<DocumentNode, T> reader) {
        JsonNode value = member(name);
        if (value == null) {
            // The absence is noted; what the reader finds wrong with nothing is not worth telling.
            return reader.apply(new DocumentNode(JsonNodeFactory.instance.objectNode(), "", new ArrayList<>()));
        }
        DocumentNode child = new DocumentNode(value, pointer + "/" + escaped(name), faults);
        T read = reader.apply(child);
        child.done();
        return read;
    }

    <T> @Nullable T optionalObject(String name, Function<DocumentNode, T> reader) {
        return has(name) ? object(name, reader) : null;
    }

    private @Nullable JsonNode member(String name) {
        if (has(name)) {
            return node.path(name);
        }
        fault("", "'" + name + "' is missing. Add it.");
        return null;
    }

    private Iterable<JsonNode> elements(String name) {
        JsonNode value = member(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            fault(name, "Write a list.");
            return List.of();
        }
        if (value.size() > MAX_ELEMENTS) {
            fault(name, value.size() + " elements are more than the limit of " + MAX_ELEMENTS + ".");
            return List.of();
        }
        return value;
    }

    /** As RFC 6901 writes a member in a pointer. */
    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
