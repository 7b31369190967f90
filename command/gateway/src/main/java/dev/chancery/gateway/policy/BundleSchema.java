package dev.chancery.gateway.policy;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.chancery.decisions.policy.InvalidPolicy.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schema (draft 2020-12) of a bundle: what editors complete by, what is checked, and the defaults. */
final class BundleSchema {

    /** The schema that is shipped. */
    static final BundleSchema SCHEMA = new BundleSchema();

    private static final String MONEY = "#/$defs/money";

    private final String text;
    private final JsonNode document;
    private final Schema schema;

    private BundleSchema() {
        try (InputStream in = Objects.requireNonNull(BundleSchema.class.getResourceAsStream("policy.schema.json"))) {
            this.text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The policy schema is not in the jar", e);
        }
        this.document = new JsonMapper().readTree(text);
        this.schema = SchemaRegistry.withDefaultDialect(
                        SpecificationVersion.DRAFT_2020_12,
                        builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .locale(Locale.ENGLISH)
                                .build()))
                .getSchema(document);
    }

    /** The schema as it is shipped. */
    String text() {
        return text;
    }

    /** What is wrong with a bundle. */
    List<Fault> faults(ObjectNode bundle) {
        List<Fault> faults = new ArrayList<>();
        for (Error error : schema.validate(bundle)) {
            String at = error.getInstanceLocation().toString();
            faults.add(
                    switch (error.getKeyword()) {
                        case "additionalProperties" ->
                            new Fault(
                                    at + "/"
                                            + error.getProperty()
                                                    .replace("~", "~0")
                                                    .replace("/", "~1"),
                                    "'" + error.getProperty() + "' is not known here. Known are: "
                                            + String.join(
                                                    ", ",
                                                    beside(error)
                                                            .path("properties")
                                                            .propertyNames())
                                            + ".");
                        case "required" -> new Fault(at, "'" + error.getProperty() + "' is missing. Add it.");
                        case "enum" ->
                            new Fault(
                                    at, quoted(error) + " is not known. Write " + listed(error.getSchemaNode()) + ".");
                        case "propertyNames" ->
                            new Fault(
                                    at + "/" + error.getProperty(),
                                    "'" + error.getProperty()
                                            + "' is no type of personal data. Write it as PERSON or US_SSN.");
                        case "type" ->
                            new Fault(
                                    at,
                                    "Write " + listed(error.getSchemaNode()) + " here: " + error.getMessage() + ".");
                        case "pattern" -> new Fault(at, quoted(error) + " will not do. " + hint(beside(error)));
                        case "minProperties", "maxProperties" ->
                            new Fault(
                                    at,
                                    "A check has a dimension and one of contains, maxLength, jsonObject, schema,"
                                            + " sourceNumbers.");
                        default -> new Fault(at, "This will not do: " + error.getMessage() + ".");
                    });
        }
        return faults;
    }

    /** What stands beside the keyword that an error is about. */
    private JsonNode beside(Error error) {
        String keyword = error.getSchemaLocation().getFragment().toString();
        return document.at(keyword.substring(0, keyword.lastIndexOf('/')));
    }

    private static String hint(JsonNode schema) {
        return schema.path("description")
                .asString("It has to match " + schema.path("pattern").asString("") + ".");
    }

    private static String quoted(Error error) {
        return "'" + error.getInstanceNode().asString("") + "'";
    }

    private static String listed(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(each -> texts.add(each.asString("")));
        } else {
            texts.add(node.asString(""));
        }
        return String.join(" or ", texts);
    }

    /**
     * A bundle with its defaults said, and amounts in their one spelling, so that neither what is left out nor {@code 2.50}
     * for {@code "2.5"} makes another version.
     */
    ObjectNode complete(ObjectNode bundle) {
        return (ObjectNode) complete(bundle, document);
    }

    private JsonNode complete(JsonNode value, JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        if (reference.equals(MONEY)) {
            return JsonNodeFactory.instance.stringNode(amount(value.asString("")));
        }
        JsonNode definition = reference.isEmpty() ? schema : document.at(reference.substring(1));
        if (value instanceof ObjectNode object) {
            ObjectNode complete = object.deepCopy();
            for (Map.Entry<String, JsonNode> property :
                    definition.path("properties").properties()) {
                JsonNode member = object.has(property.getKey())
                        ? object.get(property.getKey())
                        : property.getValue().get("default");
                if (member != null) {
                    complete.set(property.getKey(), complete(member, property.getValue()));
                }
            }
            return complete;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode complete = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> complete.add(complete(element, definition.path("items"))));
            return complete;
        }
        return value;
    }

    /** What is no amount, or absurd, stays as it is for the document's reader to refuse. */
    private static String amount(String text) {
        try {
            BigDecimal amount = new BigDecimal(text).stripTrailingZeros();
            return Math.abs(amount.scale()) > 30 ? text : amount.toPlainString();
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
