package dev.chancery.gateway.policy;

import dev.chancery.contracts.fact.PolicyChange;
import dev.chancery.gateway.policy.BundleTree.Span;
import dev.chancery.gateway.policy.BundleTree.Written;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Single values of a bundle changed in the text of its files, so that comments, order and everything else stay as they are. */
final class BundleEdit {

    private static final JsonMapper JSON = new JsonMapper();

    /** What may stand in YAML without quotes and is a text, unless it is one of {@link #WORDS}. */
    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z][a-zA-Z0-9._/-]*");

    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,12})?");

    private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private BundleEdit() {}

    /**
     * The texts that the files would have.
     *
     * @return by the names of the files that change
     * @throws IllegalArgumentException when a value is not what a change says, or is not written where it alone could be changed
     */
    static Map<String, String> texts(Path directory, List<PolicyChange> changes) throws IOException {
        BundleTree tree = new BundleTree();
        Map<String, String> texts = new HashMap<>();
        for (Path file : PolicyBundle.files(directory)) {
            tree.add(file);
            texts.put(file.getFileName().toString(), Files.readString(file));
        }
        // From the last to the first, so that places before stay where they are.
        Map<String, NavigableMap<Integer, Replacement>> edits = new HashMap<>();
        for (PolicyChange change : changes) {
            Written written = tree.written(change.pointer())
                    .orElseThrow(() -> new IllegalArgumentException("The value at " + change.pointer()
                            + " stands in no file by itself. Write it into the policy by hand first."));
            JsonNode now = tree.root().at(change.pointer());
            if (!isSame(now, JSON.readTree(change.before()))) {
                throw new IllegalArgumentException(
                        "The value at " + change.pointer() + " is " + now + " now, and not " + change.before() + ".");
            }
            edits.computeIfAbsent(written.file(), file -> new TreeMap<>())
                    .put(written.span().from(), new Replacement(written.span(), yaml(JSON.readTree(change.after()))));
        }
        Map<String, String> edited = new TreeMap<>();
        edits.forEach((file, replacements) -> edited.put(file, applied(texts.getOrDefault(file, ""), replacements)));
        return edited;
    }

    /** Numbers and amounts of money are the same however they are written. */
    private static boolean isSame(JsonNode one, JsonNode other) {
        boolean numbers = isNumber(one) && isNumber(other);
        return numbers
                ? new BigDecimal(one.asString()).compareTo(new BigDecimal(other.asString())) == 0
                : one.equals(other);
    }

    private static boolean isNumber(JsonNode value) {
        return value.isNumber()
                || (value.isString() && AMOUNT.matcher(value.stringValue()).matches());
    }

    private record Replacement(Span span, String text) {}

    private static String applied(String text, NavigableMap<Integer, Replacement> replacements) {
        StringBuilder edited = new StringBuilder(text);
        for (Replacement replacement : replacements.descendingMap().values()) {
            edited.replace(
                    text.offsetByCodePoints(0, replacement.span().from()),
                    text.offsetByCodePoints(0, replacement.span().to()),
                    replacement.text());
        }
        return edited.toString();
    }

    /** JSON's quoted texts, numbers and truth values are YAML too. */
    private static String yaml(JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            throw new IllegalArgumentException(
                    "A draft changes texts, numbers and truth values only, not " + value + ".");
        }
        String text = value.isString() ? value.asString() : "";
        return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))
                ? text
                : value.toString();
    }
}
