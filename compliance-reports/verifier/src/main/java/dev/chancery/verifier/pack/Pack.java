package dev.chancery.verifier.pack;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.log.Ledger.RangeProof;
import dev.chancery.folds.figure.Extent;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A pack that is read. The order of its entries does not matter; an entry that a pack does not have does. Everything but the
 * events is small and read at once, the events are read line by line, so that memory does not grow with the pack.
 */
public final class Pack implements Closeable {

    /** More than this many bytes from one is no text; it is a bomb. */
    private static final long MAX_RATIO = 200;

    private static final long RATIO_MATTERS_FROM = 1 << 20;

    private final Archive zip;

    private Pack(Archive zip) {
        this.zip = zip;
    }

    /**
     * Opens a pack and checks what it is made of.
     *
     * @throws PackDefect when it is no ZIP, or has other entries than a pack has
     * @throws IOException when the file cannot be read
     */
    public static Pack open(Path file) throws IOException {
        Archive zip = Archive.open(file);
        try {
            zip.entries().forEach(Pack::check);
            return new Pack(zip);
        } catch (PackDefect e) {
            zip.close();
            throw e;
        }
    }

    private static void check(Archive.Entry entry) {
        String name = entry.name();
        if (!PackFormat.isEntry(name) && !(PackFormat.isFolder(name) && entry.size() == 0)) {
            throw new PackDefect(Verdict.TAMPERED, "The ZIP has an entry that no pack has: '" + printable(name) + "'.");
        }
        if (!PackFormat.isLong(name) && entry.size() > PackFormat.MAX_ENTRY) {
            throw new PackDefect(Verdict.TAMPERED, "'" + name + "' is larger than a pack has it.");
        }
        if (entry.size() > RATIO_MATTERS_FROM && entry.size() / MAX_RATIO > entry.packed()) {
            throw new PackDefect(Verdict.TAMPERED, "'" + name + "' would swell as no pack does; it is not unpacked.");
        }
    }

    /** What the pack says of itself. */
    public Manifest manifest() throws IOException {
        Manifest manifest = PackJson.readManifest(bytes(PackFormat.MANIFEST));
        List<String> later = PackFormat.laterThan(manifest.formatVersion());
        for (Archive.Entry entry : zip.entries()) {
            String name = entry.name();
            if (later.contains(name) || (PackFormat.isListed(name) && !manifest.hasFiles())) {
                throw new PackDefect(
                        Verdict.TAMPERED,
                        "The ZIP has an entry that no pack of format " + manifest.formatVersion() + " has: '" + name
                                + "'.");
            }
        }
        return manifest;
    }

    /** The names of its files, in ascending order. */
    public List<String> names() {
        return zip.entries().stream()
                .map(Archive.Entry::name)
                .filter(name -> !PackFormat.isFolder(name))
                .toList();
    }

    public boolean has(String name) {
        return zip.entry(name) != null;
    }

    /** Length of a file, in bytes. */
    public long size(String name) {
        Archive.Entry entry = zip.entry(name);
        return entry == null ? 0 : entry.size();
    }

    /** A file as it is; several may be read side by side. */
    public InputStream read(String name) throws IOException {
        return open(name);
    }

    /** The content of a file that is not {@link PackFormat#EVENTS} or a table of them: those may be longer than there is memory. */
    public byte[] content(String name) throws IOException {
        return bytes(name);
    }

    /** The hashes that lead from the range to the tree head. */
    public RangeProof proof() throws IOException {
        return PackJson.readProof(bytes(PackFormat.RANGE_PROOF));
    }

    /** The signed tree head. */
    public String checkpoint() throws IOException {
        return text(PackFormat.CHECKPOINT);
    }

    /** An older signed tree head of the same log, and what shows that the log only grew since; empty when it was not asked for. */
    public Optional<Previous> previous() throws IOException {
        if (zip.entry(PackFormat.PREVIOUS) == null && zip.entry(PackFormat.CONSISTENCY) == null) {
            return Optional.empty();
        }
        return Optional.of(
                new Previous(text(PackFormat.PREVIOUS), PackJson.readConsistency(bytes(PackFormat.CONSISTENCY))));
    }

    /** An older signed tree head and its proof. */
    public record Previous(String checkpoint, PackJson.Consistency proof) {}

    /** How the log's key was replaced, oldest first: signed notes. */
    public List<String> rotations() throws IOException {
        return texts(PackFormat.ROTATIONS);
    }

    /** The events that tell how the log came from those before it, oldest first. */
    public List<PackJson.ProvenEvent> losses() throws IOException {
        return zip.entry(PackFormat.LOSSES) == null ? List.of() : PackJson.readLosses(bytes(PackFormat.LOSSES));
    }

    /** The event before the range that describes the system of the scope; empty when there is none in the pack. */
    public Optional<PackJson.ProvenEvent> system() throws IOException {
        return zip.entry(PackFormat.SYSTEM) == null
                ? Optional.empty()
                : Optional.of(PackJson.readProven(PackFormat.SYSTEM, bytes(PackFormat.SYSTEM)));
    }

    /** The figures that the pack tells; none in a format that has no place for them. */
    public List<FigureClaim> figures() throws IOException {
        int version = manifest().formatVersion();
        boolean mayBeWithout = version != PackFormat.SINCE_FIGURES;
        if (mayBeWithout && zip.entry(PackFormat.FIGURES) == null) {
            return List.of();
        }
        List<FigureClaim> figures = PackJson.readFigures(bytes(PackFormat.FIGURES));
        if (version < PackFormat.SINCE_CONTAINER
                && figures.stream().anyMatch(figure -> !figure.extent().equals(Extent.WHOLE))) {
            throw new PackDefect(
                    Verdict.TAMPERED,
                    "The pack tells figures of a part of the log, which no pack of format " + version + " does.");
        }
        return figures;
    }

    /** The verifier keys of the witnesses that cosigned. */
    public List<String> witnesses() throws IOException {
        return texts(PackFormat.WITNESSES);
    }

    /** The RFC 3161 time stamp of the tree head. */
    public Optional<byte[]> timestamp() throws IOException {
        return zip.entry(PackFormat.TIMESTAMP) == null ? Optional.empty() : Optional.of(bytes(PackFormat.TIMESTAMP));
    }

    /** The verifier key that the pack brings. */
    public String key() throws IOException {
        String key = text(PackFormat.KEY);
        if (!key.endsWith("\n")) {
            throw new PackDefect(Verdict.TAMPERED, "'key' is not one line.");
        }
        return key.substring(0, key.length() - 1);
    }

    /** The text for people. */
    public byte[] readme() throws IOException {
        return bytes(PackFormat.README);
    }

    /** The policy versions whose documents are in the pack. */
    public SortedSet<PolicyVersion> policies() {
        SortedSet<PolicyVersion> versions = new TreeSet<>(Comparator.comparing(PolicyVersion::value));
        for (Archive.Entry entry : zip.entries()) {
            PolicyVersion version = PackFormat.policyOf(entry.name());
            if (version != null) {
                versions.add(version);
            }
        }
        return versions;
    }

    /** The document of a policy version. */
    public byte[] policy(PolicyVersion version) throws IOException {
        return bytes(PackFormat.policy(version));
    }

    /** Reads every line of the events, in order. */
    public void lines(Consumer<Line> reader) throws IOException {
        try (InputStream in = open(PackFormat.EVENTS)) {
            lines(in, reader);
        }
    }

    /** The same, and hashes them. */
    public void lines(Consumer<Line> reader, MessageDigest digest) throws IOException {
        try (InputStream in = new DigestInputStream(open(PackFormat.EVENTS), digest)) {
            lines(in, reader);
        }
    }

    private static void lines(InputStream in, Consumer<Line> reader) throws IOException {
        LineInput lines = new LineInput(in, PackFormat.MAX_LINE);
        long number = 0;
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            reader.accept(PackJson.readLine("Line " + ++number + " of " + PackFormat.EVENTS, line));
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private List<String> texts(String name) throws IOException {
        return zip.entry(name) == null ? List.of() : PackJson.readTexts(name, bytes(name));
    }

    private String text(String name) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(name)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new PackDefect(Verdict.TAMPERED, "'" + name + "' is no text.");
        }
    }

    private byte[] bytes(String name) throws IOException {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        }
    }

    private InputStream open(String name) throws IOException {
        Archive.Entry entry = zip.entry(name);
        if (entry == null) {
            throw new PackDefect(Verdict.INCOMPLETE, "The pack has no '" + name + "'.");
        }
        return zip.read(entry);
    }

    static String printable(String name) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return shown.replaceAll("[^ -~]", "?");
    }

    /** Lines of bytes, each ended by a newline and of limited length. */
    private static final class LineInput {
        private final InputStream in;
        private final int limit;
        private final byte[] chunk = new byte[1 << 16];
        private int at;
        private int end;

        LineInput(InputStream in, int limit) {
            this.in = in;
            this.limit = limit;
        }

        byte @Nullable [] next() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
            while (true) {
                if (at == end) {
                    at = 0;
                    end = in.read(chunk, 0, chunk.length);
                    if (end < 0) {
                        end = 0;
                        if (line.size() > 0) {
                            throw new PackDefect(Verdict.TAMPERED, "events.jsonl does not end with a newline.");
                        }
                        return null;
                    }
                }
                int from = at;
                while (at < end && chunk[at] != '\n') {
                    at++;
                }
                if (line.size() + at - from > limit) {
                    throw new PackDefect(Verdict.TAMPERED, "events.jsonl has a line longer than a pack has.");
                }
                line.write(chunk, from, at - from);
                if (at < end) {
                    at++;
                    return line.toByteArray();
                }
            }
        }
    }
}
