package dev.chancery.verifier.pack;

import dev.chancery.contracts.PolicyVersion;
import dev.chancery.contracts.log.Ledger.RangeProof;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A pack that is read. The order of its entries does not matter; an entry that a pack does not have does. Everything but the
 * events is small and read at once, the events are read line by line, so that memory does not grow with the pack.
 */
public final class Pack implements Closeable {

    /** More than this many bytes from one is no text; it is a bomb. */
    private static final long MAX_RATIO = 200;

    private static final long RATIO_MATTERS_FROM = 1 << 20;

    private final ZipFile zip;
    private final SortedMap<String, ZipEntry> entries;

    private Pack(ZipFile zip, SortedMap<String, ZipEntry> entries) {
        this.zip = zip;
        this.entries = entries;
    }

    /**
     * Opens a pack and checks what it is made of.
     *
     * @throws PackDefect when it is no ZIP, or has other entries than a pack has
     * @throws IOException when the file cannot be read
     */
    public static Pack open(Path file) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
        } catch (ZipException e) {
            throw new PackDefect(
                    Verdict.TAMPERED, "The file is no readable ZIP: it is damaged, cut short, or no audit pack.");
        }
        try {
            return new Pack(zip, entries(zip));
        } catch (PackDefect | IllegalArgumentException e) {
            zip.close();
            throw e instanceof PackDefect
                    ? e
                    : new PackDefect(Verdict.TAMPERED, "The ZIP names an entry with something that is no text.");
        }
    }

    private static SortedMap<String, ZipEntry> entries(ZipFile zip) {
        if (zip.size() > PackFormat.MAX_ENTRIES) {
            throw new PackDefect(Verdict.TAMPERED, "The ZIP has " + zip.size() + " entries; a pack has fewer.");
        }
        SortedMap<String, ZipEntry> entries = new TreeMap<>();
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String name = entry.getName();
            if (List.of("proofs/", "policies/").contains(name) && entry.getSize() == 0) {
                // Some tools add the folders when they zip a pack anew.
                continue;
            }
            if (!PackFormat.isEntry(name)) {
                throw new PackDefect(
                        Verdict.TAMPERED, "The ZIP has an entry that no pack has: '" + printable(name) + "'.");
            }
            if (entries.put(name, entry) != null) {
                throw new PackDefect(Verdict.TAMPERED, "The ZIP has two entries '" + name + "'.");
            }
            checkSize(entry);
        }
        return entries;
    }

    private static void checkSize(ZipEntry entry) {
        long size = entry.getSize();
        if (!entry.getName().equals(PackFormat.EVENTS) && size > PackFormat.MAX_ENTRY) {
            throw new PackDefect(Verdict.TAMPERED, "'" + entry.getName() + "' is larger than a pack has it.");
        }
        if (size < 0 || (size > RATIO_MATTERS_FROM && size / MAX_RATIO > entry.getCompressedSize())) {
            throw new PackDefect(
                    Verdict.TAMPERED, "'" + entry.getName() + "' would swell as no pack does; it is not unpacked.");
        }
    }

    /** What the pack says of itself. */
    public Manifest manifest() throws IOException {
        return PackFormat.readManifest(bytes(PackFormat.MANIFEST));
    }

    /** The hashes that lead from the range to the tree head. */
    public RangeProof proof() throws IOException {
        return PackFormat.readProof(bytes(PackFormat.RANGE_PROOF));
    }

    /** The signed tree head. */
    public String checkpoint() throws IOException {
        return text(PackFormat.CHECKPOINT);
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
        for (String name : entries.keySet()) {
            PolicyVersion version = PackFormat.policyOf(name);
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
        try (Entry in = open(PackFormat.EVENTS)) {
            LineInput lines = new LineInput(in.stream, PackFormat.MAX_LINE);
            long number = 0;
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                reader.accept(PackFormat.readLine("Line " + ++number + " of " + PackFormat.EVENTS, line));
            }
            in.finish();
        } catch (ZipException | EOFException e) {
            throw damaged(PackFormat.EVENTS);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private String text(String name) throws IOException {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private byte[] bytes(String name) throws IOException {
        try (Entry in = open(name)) {
            byte[] bytes = in.stream.readNBytes(PackFormat.MAX_ENTRY);
            in.finish();
            return bytes;
        } catch (ZipException | EOFException e) {
            throw damaged(name);
        }
    }

    private Entry open(String name) throws IOException {
        @Nullable ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new PackDefect(Verdict.INCOMPLETE, "The pack has no '" + name + "'.");
        }
        return new Entry(entry, new Unpacked(new BufferedInputStream(zip.getInputStream(entry)), entry));
    }

    private static PackDefect damaged(String name) {
        return new PackDefect(Verdict.TAMPERED, "'" + name + "' is damaged: it cannot be unpacked.");
    }

    private static String printable(String name) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return shown.replaceAll("[^ -~]", "?");
    }

    /** {@link ZipFile} compares neither the check sum nor the length of what it unpacks. */
    private static final class Unpacked extends CheckedInputStream {
        private final ZipEntry entry;
        private long left;

        Unpacked(InputStream in, ZipEntry entry) {
            super(in, new CRC32());
            this.entry = entry;
            this.left = entry.getSize();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            left -= Math.max(read, 0);
            if (left < 0) {
                throw damaged(entry.getName());
            }
            return read;
        }
    }

    private record Entry(ZipEntry entry, CheckedInputStream stream) implements Closeable {

        void finish() throws IOException {
            if (stream.read(new byte[1], 0, 1) >= 0 || stream.getChecksum().getValue() != entry.getCrc()) {
                throw damaged(entry.getName());
            }
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
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
                line.write(chunk, from, at - from);
                if (line.size() > limit) {
                    throw new PackDefect(Verdict.TAMPERED, "events.jsonl has a line longer than a pack has.");
                }
                if (at < end) {
                    at++;
                    return line.toByteArray();
                }
            }
        }
    }
}
