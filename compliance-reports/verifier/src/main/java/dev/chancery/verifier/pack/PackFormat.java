package dev.chancery.verifier.pack;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.log.Ledger.RangeProof;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.RecordJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * An audit pack: a ZIP with the entries named here, in any order. Every entry has one form only, so that a changed byte never
 * goes unnoticed: what is read is written again and compared.
 */
public final class PackFormat {

    /** What the pack says of itself: a {@link Manifest}. */
    public static final String MANIFEST = "manifest.json";

    /** One line of JSON for each position of the range. */
    public static final String EVENTS = "events.jsonl";

    /** The signed tree head. */
    public static final String CHECKPOINT = "checkpoint";

    /** The verifier key, and a newline. */
    public static final String KEY = "key";

    /** The hashes that lead from the range to the tree head. */
    public static final String RANGE_PROOF = "proofs/range.json";

    /** For people. It is part of the format: another text is another format version. */
    public static final String README = "README.txt";

    /** Longest line of {@link #EVENTS}, in bytes. */
    public static final int MAX_LINE = 16 << 20;

    /** Largest of the other entries, in bytes. */
    public static final int MAX_ENTRY = 16 << 20;

    /** Most entries. */
    public static final int MAX_ENTRIES = 10_000;

    private static final Pattern POLICY = Pattern.compile("policies/([0-9a-f]{64})\\.json");
    private static final HexFormat HEX = HexFormat.of();

    private static final JsonMapper MAPPER = RecordJson.mapper();
    private static final ObjectWriter LINE_WRITER = MAPPER.writerFor(EventLine.class);

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
            @Nullable String metadata) {}

    private record ProofJson(long from, long to, long treeSize, List<String> left, List<String> right) {}

    private PackFormat() {}

    /** The entry that holds the document of a policy version. */
    public static String policy(PolicyVersion version) {
        return "policies/" + version.value() + ".json";
    }

    /** The policy version that an entry is of, or null when it is no policy's entry. */
    static @Nullable PolicyVersion policyOf(String entry) {
        var matcher = POLICY.matcher(entry);
        return matcher.matches() ? new PolicyVersion(matcher.group(1)) : null;
    }

    /** Whether a pack may have such an entry. */
    static boolean isEntry(String name) {
        return List.of(MANIFEST, EVENTS, CHECKPOINT, KEY, RANGE_PROOF, README).contains(name)
                || POLICY.matcher(name).matches();
    }

    /** The text of {@link #README}. */
    public static byte[] readme() {
        try (InputStream in = PackFormat.class.getResourceAsStream("README-1.txt")) {
            return Objects.requireNonNull(in, "README-1.txt").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A manifest as JSON. */
    public static byte[] write(Manifest manifest) {
        return MAPPER.writeValueAsBytes(manifest);
    }

    /** A range proof as JSON. */
    public static byte[] write(RangeProof proof) {
        return MAPPER.writeValueAsBytes(new ProofJson(
                proof.from(),
                proof.to(),
                proof.treeSize(),
                proof.left().stream().map(HEX::formatHex).toList(),
                proof.right().stream().map(HEX::formatHex).toList()));
    }

    /**
     * A position as a line, without its newline.
     *
     * @throws IllegalArgumentException when it is longer than {@link #MAX_LINE} or not of UTF-8
     */
    public static byte[] write(Line line) {
        byte[] written = LINE_WRITER.writeValueAsBytes(toJson(line));
        if (written.length > MAX_LINE) {
            throw new IllegalArgumentException("The event at position " + line.position() + " is too large for a pack");
        }
        return written;
    }

    static Manifest readManifest(byte[] json) {
        Manifest manifest = read(MANIFEST, json, Manifest.class);
        if (!manifest.format().equals("chancery-audit-pack/" + manifest.formatVersion())) {
            throw new PackDefect(Verdict.TAMPERED, "manifest.json names two different format versions.");
        }
        if (manifest.formatVersion() != Manifest.FORMAT_VERSION) {
            throw new PackDefect(
                    Verdict.UNVERIFIABLE,
                    "The pack has format version " + manifest.formatVersion() + "; this verifier reads version "
                            + Manifest.FORMAT_VERSION + ". Use a newer verifier.");
        }
        return canonical(MANIFEST, json, write(manifest), manifest);
    }

    static RangeProof readProof(byte[] json) {
        ProofJson read = read(RANGE_PROOF, json, ProofJson.class);
        try {
            RangeProof proof = new RangeProof(
                    read.from(),
                    read.to(),
                    read.treeSize(),
                    read.left().stream().map(HEX::parseHex).toList(),
                    read.right().stream().map(HEX::parseHex).toList());
            return canonical(RANGE_PROOF, json, write(proof), proof);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new PackDefect(Verdict.TAMPERED, RANGE_PROOF + " holds something that is no hash.");
        }
    }

    static Line readLine(String where, byte[] json) {
        EventLine read = read(where, json, EventLine.class);
        Line line = fromJson(where, read);
        try {
            return canonical(where, json, LINE_WRITER.writeValueAsBytes(read), line);
        } catch (JacksonException e) {
            throw new PackDefect(Verdict.TAMPERED, where + " holds text that is no Unicode.");
        }
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
            throw new PackDefect(Verdict.TAMPERED, where + " is not in the one form that a pack has.");
        }
        return value;
    }

    private static EventLine toJson(Line line) {
        return switch (line) {
            case Line.Withheld(long position, byte[] leaf) ->
                new EventLine(position, HEX.formatHex(leaf), null, null, null, null, null, null, null, null);
            case Line.Disclosed(StoredEvent e) ->
                new EventLine(
                        e.position(),
                        null,
                        e.id(),
                        e.stream(),
                        e.sequence(),
                        e.name(),
                        e.revision(),
                        e.at(),
                        text(e.payload()),
                        text(e.metadata()));
        };
    }

    private static Line fromJson(String where, EventLine l) {
        if (l.leaf != null
                && l.leaf.matches("[0-9a-f]{64}")
                && Stream.of(l.id, l.stream, l.sequence, l.name, l.revision, l.at, l.payload, l.metadata)
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
        return new Line.Disclosed(new StoredEvent(
                l.position,
                l.id,
                l.stream,
                l.sequence,
                l.name,
                l.revision,
                l.at,
                l.payload.getBytes(StandardCharsets.UTF_8),
                l.metadata.getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("A stored event is not UTF-8", e);
        }
    }
}
