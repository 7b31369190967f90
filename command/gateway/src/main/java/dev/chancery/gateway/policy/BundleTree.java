package dev.chancery.gateway.policy;

import dev.chancery.contracts.fact.PolicyError;
import dev.chancery.decisions.policy.InvalidPolicy.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files of a bundle as one JSON tree that remembers on which line each value stands. YAML is only composed, never
 * constructed: no tag makes an object, and anchors are expanded within a limit.
 */
final class BundleTree {

    /** Most values of a bundle once anchors are expanded. */
    private static final int MAX_NODES = 200_000;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_DIGITS = 40;
    private static final String TOO_DEEP = "Values are nested more than " + MAX_DEPTH + " deep here. Flatten them.";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /**
     * Where a value stands.
     *
     * @param scalar its place in the text, in code points; null when it is no scalar, or is written elsewhere
     */
    private record Place(String file, int line, @Nullable Span scalar) {}

    /** A part of a file's text, in code points. */
    record Span(int from, int to) {}

    /** A scalar that is written in a file. */
    record Written(String file, Span span) {}

    /** What YAML had to say cannot be taken; the reading of this file ends. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int line;

        Unreadable(Optional<Mark> mark, String reason) {
            super(reason);
            this.line = lineOf(mark);
        }
    }

    private final ObjectNode root = JSON.objectNode();
    private final Map<String, Place> places = new HashMap<>();
    private final List<PolicyError> errors = new ArrayList<>();
    private int nodes;

    ObjectNode root() {
        return root;
    }

    List<PolicyError> errors() {
        return errors;
    }

    /** Notes an error of the bundle as a whole. */
    void error(String reason) {
        errors.add(new PolicyError("policy", 0, reason));
    }

    /** Notes faults of the tree, each at the line of the value, or of what should have held it. */
    void check(List<Fault> faults) {
        for (Fault fault : faults) {
            String pointer = fault.pointer();
            while (!pointer.isEmpty() && !places.containsKey(pointer)) {
                pointer = pointer.substring(0, pointer.lastIndexOf('/'));
            }
            Place place = places.getOrDefault(pointer, new Place("policy", 0, null));
            PolicyError error = new PolicyError(place.file(), place.line(), fault.reason());
            if (!errors.contains(error)) {
                errors.add(error);
            }
        }
    }

    /** Where the scalar that a pointer names is written; empty when it is not, or is not a scalar of its own. */
    Optional<Written> written(String pointer) {
        Place place = places.get(pointer);
        return place == null || place.scalar() == null
                ? Optional.empty()
                : Optional.of(new Written(place.file(), place.scalar()));
    }

    /** Reads a file into the tree. */
    void add(Path path) {
        add(path.getFileName().toString(), () -> bytes(path));
    }

    /** Reads a text into the tree, as if it were in a file of that name. */
    void add(String file, String text) {
        add(file, () -> text.getBytes(StandardCharsets.UTF_8));
    }

    /** What gives the bytes of a file. */
    private interface Source {
        byte[] bytes() throws IOException;
    }

    private void add(String file, Source source) {
        try {
            compose(file, source.bytes()).ifPresent(node -> merge(file, node));
        } catch (Unreadable e) {
            errors.add(new PolicyError(file, e.line, String.valueOf(e.getMessage())));
        } catch (MarkedYamlEngineException e) {
            int line = lineOf(e.getProblemMark());
            errors.add(new PolicyError(
                    file,
                    line,
                    "This is not YAML: " + e.getProblem() + ". Check the indentation and quotes around here."));
        } catch (YamlEngineException e) {
            errors.add(new PolicyError(file, 0, "This is not YAML that can be taken: " + e.getMessage()));
        } catch (IOException e) {
            errors.add(new PolicyError(file, 0, "The file cannot be read: " + e.getMessage()));
        }
    }

    private static byte[] bytes(Path path) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(PolicyBundle.MAX_FILE_BYTES + 1);
        }
        if (bytes.length > PolicyBundle.MAX_FILE_BYTES) {
            throw new IOException("it is larger than " + PolicyBundle.MAX_FILE_BYTES + " bytes. Split it");
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new IOException("it is not UTF-8. Save it as UTF-8", e);
        }
        return bytes;
    }

    private static Optional<Node> compose(String file, byte[] utf8) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setUseMarks(true)
                .setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(50)
                .setCodePointLimit(PolicyBundle.MAX_FILE_BYTES)
                .build();
        // Composing recurses, so what is nested too deep is found before.
        int depth = 0;
        for (Event event : new Parse(settings).parseInputStream(new ByteArrayInputStream(utf8))) {
            depth += switch (event) {
                case CollectionStartEvent ignored -> 1;
                case CollectionEndEvent ignored -> -1;
                default -> 0;
            };
            if (depth > MAX_DEPTH) {
                throw new Unreadable(event.getStartMark(), TOO_DEEP);
            }
        }
        return new Compose(settings).composeInputStream(new ByteArrayInputStream(utf8));
    }

    private void merge(String file, Node node) {
        if (!(node instanceof MappingNode mapping)) {
            throw new Unreadable(
                    node.getStartMark(), "A policy file is a mapping of names to values, such as 'agents:'.");
        }
        Set<String> said = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = name(tuple.getKeyNode());
            String pointer = "/" + escaped(name);
            if (!said.add(name)) {
                throw twice(tuple.getKeyNode());
            }
            JsonNode before = root.get(name);
            if (before instanceof ArrayNode joined && tuple.getValueNode() instanceof SequenceNode sequence) {
                elements(file, pointer, sequence, joined, 1);
            } else if (before != null) {
                Place first = places.get(pointer);
                throw new Unreadable(
                        tuple.getKeyNode().getStartMark(),
                        "'" + name + "' was said already"
                                + (first == null ? "" : ", in " + first.file() + ":" + first.line())
                                + ". Keep one of the two.");
            } else {
                member(file, "", root, tuple, 0);
            }
        }
    }

    /** A member without a value is as good as absent: everything under it may be commented out. */
    private void member(String file, String pointer, ObjectNode parent, NodeTuple tuple, int depth) {
        String name = name(tuple.getKeyNode());
        if (parent.has(name)) {
            throw twice(tuple.getKeyNode());
        }
        String at = pointer + "/" + escaped(name);
        places.put(at, new Place(file, lineOf(tuple.getKeyNode().getStartMark()), span(tuple.getValueNode())));
        JsonNode value = value(file, at, tuple.getValueNode(), depth + 1);
        if (!value.isNull()) {
            parent.set(name, value);
        }
    }

    private void elements(String file, String pointer, SequenceNode sequence, ArrayNode into, int depth) {
        for (Node element : sequence.getValue()) {
            String at = pointer + "/" + into.size();
            places.put(at, new Place(file, lineOf(element.getStartMark()), span(element)));
            into.add(value(file, at, element, depth + 1));
        }
    }

    /** A scalar that an anchor names is written for several places, so it has none of its own. */
    private static @Nullable Span span(Node node) {
        return node instanceof ScalarNode scalar
                        && scalar.getAnchor().isEmpty()
                        && (scalar.getScalarStyle() == ScalarStyle.PLAIN
                                || scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED
                                || scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED)
                ? scalar.getStartMark()
                        .flatMap(from -> scalar.getEndMark().map(to -> new Span(from.getIndex(), to.getIndex())))
                        .orElse(null)
                : null;
    }

    private JsonNode value(String file, String pointer, Node node, int depth) {
        if (depth > MAX_DEPTH) {
            throw new Unreadable(node.getStartMark(), TOO_DEEP);
        }
        if (++nodes > MAX_NODES) {
            throw new Unreadable(
                    node.getStartMark(),
                    "The bundle has more than " + MAX_NODES + " values with its anchors expanded.");
        }
        return switch (node) {
            case MappingNode mapping -> {
                ObjectNode object = JSON.objectNode();
                mapping.getValue().forEach(tuple -> member(file, pointer, object, tuple, depth));
                yield object;
            }
            case SequenceNode sequence -> {
                ArrayNode array = JSON.arrayNode();
                elements(file, pointer, sequence, array, depth);
                yield array;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw new Unreadable(node.getStartMark(), "This kind of YAML is not taken here. Write it out.");
        };
    }

    private static JsonNode scalar(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        try {
            if (text.length() > MAX_DIGITS && (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT))) {
                throw new NumberFormatException("too long");
            }
            if (tag.equals(Tag.STR)) {
                return JSON.stringNode(text);
            } else if (tag.equals(Tag.INT)) {
                return JSON.numberNode(new BigInteger(text));
            } else if (tag.equals(Tag.FLOAT)) {
                return JSON.numberNode(new BigDecimal(text));
            } else if (tag.equals(Tag.BOOL)) {
                return JSON.booleanNode(Boolean.parseBoolean(text));
            } else if (tag.equals(Tag.NULL)) {
                return JSON.nullNode();
            }
        } catch (NumberFormatException e) {
            throw new Unreadable(
                    scalar.getStartMark(),
                    "'" + text + "' is no number that can be taken. Write it in decimal digits.");
        }
        throw new Unreadable(scalar.getStartMark(), "The tag " + tag + " is not taken here. Leave it out.");
    }

    private static Unreadable twice(Node key) {
        return new Unreadable(key.getStartMark(), "'" + name(key) + "' stands here twice. Keep one of the two.");
    }

    private static String name(Node key) {
        if (key instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw new Unreadable(key.getStartMark(), "A name must be a plain text.");
    }

    private static int lineOf(Optional<Mark> mark) {
        return mark.map(Mark::getLine).orElse(-1) + 1;
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
