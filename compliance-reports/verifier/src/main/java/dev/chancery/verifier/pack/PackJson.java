package dev.chancery.verifier.pack;

import dev.chancery.contracts.Id;
import dev.chancery.contracts.log.Ledger.RangeProof;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.RecordJson;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of a pack, written and read in its one form. */
public final class PackJson {

    private static final HexFormat HEX = HexFormat.of();
    private static final JsonMapper MAPPER = RecordJson.mapper();
    private static final ObjectWriter LINE_WRITER = MAPPER.writerFor(EventLine.class);

    /**
     * That the tree of one size is the beginning of that of a larger one (RFC 6962, section 2.1.2).
     *
     * @param from smaller size
     * @param to larger size
     */
    public record Consistency(long from, long to, List<byte[]> hashes) {}

    /**
     * An event and what proves that it is in the signed tree.
     *
     * @param left roots of the complete subtrees before it, as in a range proof
     * @param right roots of the subtrees after it
     */
    public record ProvenEvent(Line.Disclosed line, List<byte[]> left, List<byte[]> right) {}

    private record EventLine(
            long position,
            @Nullable String leaf,
            @Nullable String id,
            @Nullable String stream,
            @Nullable Long sequence,
            @Nullable String name,
            @Nullable Integer revision,
            @Nullable Instant at,
            @Nullable String payload,
            @Nullable String metadata,
            @Nullable List<ShownJson> contents,
            @Nullable List<String> erased) {}

    private record ShownJson(String content, String salt, String text) {}

    private record ProofJson(long from, long to, long treeSize, List<String> left, List<String> right) {}

    private record ProvenJson(EventLine event, List<String> left, List<String> right) {}

    private record ConsistencyJson(long from, long to, List<String> hashes) {}

    private PackJson() {}

    /** A manifest. */
    public static byte[] write(Manifest manifest) {
        return MAPPER.writeValueAsBytes(manifest);
    }

    /** A range proof. */
    public static byte[] write(RangeProof proof) {
        return MAPPER.writeValueAsBytes(
                new ProofJson(proof.from(), proof.to(), proof.treeSize(), hex(proof.left()), hex(proof.right())));
    }

    /** A consistency proof. */
    public static byte[] write(Consistency proof) {
        return MAPPER.writeValueAsBytes(new ConsistencyJson(proof.from(), proof.to(), hex(proof.hashes())));
    }

    /** Events that are proven one by one. */
    public static byte[] writeLosses(List<ProvenEvent> losses) {
        return MAPPER.writeValueAsBytes(losses.stream().map(PackJson::toJson).toList());
    }

    /** An event that is proven by itself. */
    public static byte[] write(ProvenEvent proven) {
        return MAPPER.writeValueAsBytes(toJson(proven));
    }

    /** Figures. */
    public static byte[] writeFigures(List<FigureClaim> figures) {
        return MAPPER.writeValueAsBytes(figures);
    }

    /** Notes, or keys. */
    public static byte[] write(List<String> texts) {
        return MAPPER.writeValueAsBytes(texts);
    }

    /**
     * A position as a line, without its newline.
     *
     * @throws IllegalArgumentException when it is longer than {@link PackFormat#MAX_LINE} or not of UTF-8
     */
    public static byte[] write(Line line) {
        byte[] written = LINE_WRITER.writeValueAsBytes(toJson(line));
        if (written.length > PackFormat.MAX_LINE) {
            throw new IllegalArgumentException("The event at position " + line.position()
                    + " is, with what is disclosed with it, too large for a pack");
        }
        return written;
    }

    static Manifest readManifest(byte[] json) {
        Manifest manifest = read(PackFormat.MANIFEST, json, Manifest.class);
        int version = manifest.formatVersion();
        if (!manifest.format().equals(Manifest.format(version))) {
            throw new PackDefect(Verdict.TAMPERED, "manifest.json names two different format versions.");
        }
        if (version < Manifest.OLDEST || version > Manifest.VERSION) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE,
                    "The pack has format version " + version + "; this verifier reads versions " + Manifest.OLDEST
                            + " to " + Manifest.VERSION + ". Use a newer verifier.");
        }
        if (version == 1 ? manifest.contents() != null || manifest.previous() != null : manifest.contents() == null) {
            throw new PackDefect(Verdict.TAMPERED, "manifest.json is not of its format version.");
        }
        if (version < PackFormat.SINCE_CONTAINER
                && manifest.scope() != null
                && manifest.scope().isNew()) {
            throw new PackDefect(
                    Verdict.TAMPERED, "manifest.json names a scope that no pack of format " + version + " has.");
        }
        if ((manifest.rules() != null) != manifest.hasFiles() || (manifest.files() != null) != manifest.hasFiles()) {
            throw new PackDefect(Verdict.TAMPERED, "manifest.json is not of its format version.");
        }
        return canonical(PackFormat.MANIFEST, json, write(manifest), manifest);
    }

    static RangeProof readProof(byte[] json) {
        ProofJson read = read(PackFormat.RANGE_PROOF, json, ProofJson.class);
        RangeProof proof = new RangeProof(
                read.from(),
                read.to(),
                read.treeSize(),
                hashes(PackFormat.RANGE_PROOF, read.left()),
                hashes(PackFormat.RANGE_PROOF, read.right()));
        return canonical(PackFormat.RANGE_PROOF, json, write(proof), proof);
    }

    static Consistency readConsistency(byte[] json) {
        ConsistencyJson read = read(PackFormat.CONSISTENCY, json, ConsistencyJson.class);
        Consistency proof = new Consistency(read.from(), read.to(), hashes(PackFormat.CONSISTENCY, read.hashes()));
        return canonical(PackFormat.CONSISTENCY, json, write(proof), proof);
    }

    static List<ProvenEvent> readLosses(byte[] json) {
        String where = PackFormat.LOSSES;
        List<ProvenJson> read = Arrays.asList(read(where, json, ProvenJson[].class));
        if (read.isEmpty() || read.stream().anyMatch(Objects::isNull)) {
            throw new PackDefect(Verdict.TAMPERED, where + " names no loss.");
        }
        List<ProvenEvent> losses =
                read.stream().map(proven -> provenEvent(where, proven)).toList();
        return canonical(where, json, writeLosses(losses), losses);
    }

    private static ProvenEvent provenEvent(String where, ProvenJson read) {
        if (!(fromJson(where, read.event()) instanceof Line.Disclosed line)
                || !line.contents().isEmpty()
                || !line.erased().isEmpty()) {
            throw new PackDefect(Verdict.TAMPERED, where + " names something else than an event.");
        }
        return new ProvenEvent(line, hashes(where, read.left()), hashes(where, read.right()));
    }

    static ProvenEvent readProven(String where, byte[] json) {
        ProvenEvent proven = provenEvent(where, read(where, json, ProvenJson.class));
        return canonical(where, json, write(proven), proven);
    }

    /**
     * Reads figures in their one form.
     *
     * @throws PackDefect when they are not in it
     */
    public static List<FigureClaim> readFigures(byte[] json) {
        String where = PackFormat.FIGURES;
        List<FigureClaim> figures = Arrays.asList(read(where, json, FigureClaim[].class));
        if (figures.isEmpty() || figures.stream().anyMatch(Objects::isNull)) {
            throw new PackDefect(Verdict.TAMPERED, where + " tells no figure.");
        }
        return canonical(where, json, writeFigures(figures), figures);
    }

    static List<String> readTexts(String where, byte[] json) {
        List<String> texts = Arrays.asList(read(where, json, String[].class));
        if (texts.isEmpty() || texts.stream().anyMatch(Objects::isNull)) {
            throw new PackDefect(Verdict.TAMPERED, where + " is no list of texts.");
        }
        return canonical(where, json, write(texts), texts);
    }

    static Line readLine(String where, byte[] json) {
        EventLine read = read(where, json, EventLine.class);
        Line line = fromJson(where, read);
        // Lines are large; the one form is compared while it is written.
        SameBytes same = new SameBytes(json);
        try {
            LINE_WRITER.writeValue(same, read);
        } catch (JacksonException e) {
            throw new PackDefect(Verdict.TAMPERED, where + " holds text that is no Unicode.");
        }
        if (!same.all()) {
            throw notTheOneForm(where);
        }
        return line;
    }

    private static <T> T read(String where, byte[] json, Class<T> type) {
        try {
            T read = MAPPER.readValue(json, type);
            if (read != null) {
                return read;
            }
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            // Told below in words that help; the parser's own would not.
        }
        throw new PackDefect(Verdict.TAMPERED, where + " is damaged: it is not the JSON that a pack has there.");
    }

    private static <T> T canonical(String where, byte[] read, byte[] written, T value) {
        if (!Arrays.equals(read, written)) {
            throw notTheOneForm(where);
        }
        return value;
    }

    private static PackDefect notTheOneForm(String where) {
        return new PackDefect(Verdict.TAMPERED, where + " is not in the one form that a pack has.");
    }

    private static List<String> hex(List<byte[]> hashes) {
        return hashes.stream().map(HEX::formatHex).toList();
    }

    private static List<byte[]> hashes(String where, List<String> hex) {
        try {
            return hex.stream().map(HEX::parseHex).toList();
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new PackDefect(Verdict.TAMPERED, where + " holds something that is no hash.");
        }
    }

    private static ProvenJson toJson(ProvenEvent proven) {
        return new ProvenJson(toJson(proven.line()), hex(proven.left()), hex(proven.right()));
    }

    private static EventLine toJson(Line line) {
        return switch (line) {
            case Line.Withheld w ->
                new EventLine(
                        w.position(),
                        HEX.formatHex(w.leafHash()),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
            case Line.Disclosed d -> toJson(d.event(), d.contents(), d.erased());
        };
    }

    private static EventLine toJson(StoredEvent e, List<Line.Shown> contents, List<String> erased) {
        return new EventLine(
                e.position(),
                null,
                e.id(),
                e.stream(),
                e.sequence(),
                e.name(),
                e.revision(),
                e.at(),
                text(e.payload()),
                text(e.metadata()),
                contents.isEmpty()
                        ? null
                        : contents.stream()
                                .map(c -> new ShownJson(c.content(), HEX.formatHex(c.salt()), c.text()))
                                .toList(),
                erased.isEmpty() ? null : erased);
    }

    private static Line fromJson(String where, EventLine l) {
        if (l.leaf != null
                && l.leaf.matches("[0-9a-f]{64}")
                && Stream.of(
                                l.id,
                                l.stream,
                                l.sequence,
                                l.name,
                                l.revision,
                                l.at,
                                l.payload,
                                l.metadata,
                                l.contents,
                                l.erased)
                        .allMatch(Objects::isNull)) {
            return new Line.Withheld(l.position, HEX.parseHex(l.leaf));
        }
        if (l.leaf != null
                || l.id == null
                || l.stream == null
                || l.sequence == null
                || l.name == null
                || l.revision == null
                || l.at == null
                || l.payload == null
                || l.metadata == null) {
            throw new PackDefect(Verdict.TAMPERED, where + " is neither an event nor a leaf hash.");
        }
        return new Line.Disclosed(
                new StoredEvent(
                        l.position,
                        l.id,
                        l.stream,
                        l.sequence,
                        l.name,
                        l.revision,
                        l.at,
                        l.payload.getBytes(StandardCharsets.UTF_8),
                        l.metadata.getBytes(StandardCharsets.UTF_8)),
                l.contents == null ? List.of() : shown(where, l.contents),
                l.erased == null ? List.of() : erased(where, l.erased));
    }

    private static List<Line.Shown> shown(String where, List<ShownJson> contents) {
        if (contents.isEmpty() || contents.stream().anyMatch(c -> c == null || !c.salt.matches("[0-9a-f]{32}"))) {
            throw new PackDefect(Verdict.TAMPERED, where + " discloses no text, or one without its salt.");
        }
        return contents.stream()
                .map(c -> new Line.Shown(c.content, HEX.parseHex(c.salt), c.text))
                .toList();
    }

    private static List<String> erased(String where, List<String> ids) {
        if (ids.isEmpty() || ids.stream().anyMatch(id -> id == null || !Id.isValid(id))) {
            throw new PackDefect(Verdict.TAMPERED, where + " names no erased text, or one that is none.");
        }
        return ids;
    }

    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("A stored event is not UTF-8", e);
        }
    }

    /** Takes what is written and compares it with what is expected, keeping neither. */
    private static final class SameBytes extends OutputStream {
        private final byte[] expected;
        private int at;
        private boolean same = true;

        SameBytes(byte[] expected) {
            this.expected = expected;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            same = same
                    && length <= expected.length - at
                    && Arrays.equals(bytes, offset, offset + length, expected, at, at + length);
            at += same ? length : 0;
        }

        boolean all() {
            return same && at == expected.length;
        }
    }
}
