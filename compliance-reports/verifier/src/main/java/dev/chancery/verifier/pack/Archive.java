package dev.chancery.verifier.pack;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A ZIP (PKWARE APPNOTE 6.3.10), read so that there is only one thing that it can mean: its entries lie side by side from the first byte of
 * the file to the central directory, and what is said of one twice is the same. Unlike {@link java.util.zip.ZipFile}, which
 * believes the central directory, and a stream, which believes the local headers. Entries are unpacked as they are read.
 */
final class Archive implements Closeable {

    /** Of the central directory, in bytes: names of packs are short. */
    private static final int MAX_DIRECTORY = 4 << 20;

    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;

    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int END_64_BYTES = 56;
    private static final int LOCATOR_64_BYTES = 20;

    private static final long ELSEWHERE = 0xFFFFFFFFL;
    private static final int SIZES_FOLLOW = 1 << 3;

    /** How hard the deflater tried, sizes follow, the name is UTF-8. */
    private static final int KNOWN_FLAGS = 0b110 | SIZES_FOLLOW | 1 << 11;

    private static final int DEFLATED = 8;

    /**
     * An entry.
     *
     * @param name as ISO 8859-1, so that every name has one
     * @param header where its local header is
     * @param packed its length in the file, in bytes
     * @param size unpacked, in bytes
     */
    record Entry(String name, int flags, int method, long crc, long packed, long size, long header) {}

    private final FileChannel file;
    private final SortedMap<String, Entry> entries = new TreeMap<>();
    private final SortedMap<Long, Long> data = new TreeMap<>();

    private Archive(FileChannel file) {
        this.file = file;
    }

    /**
     * Opens a ZIP and reads where everything is.
     *
     * @throws PackDefect when it is none, or none of this form
     */
    static Archive open(Path path) throws IOException {
        Archive archive = new Archive(FileChannel.open(path));
        try {
            archive.readDirectory();
            return archive;
        } catch (EOFException e) {
            archive.close();
            throw none();
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    /** The entries, by name. */
    Collection<Entry> entries() {
        return entries.values();
    }

    @Nullable
    Entry entry(String name) {
        return entries.get(name);
    }

    /** Unpacks an entry; at its end, length and check sum are compared. */
    InputStream read(Entry entry) {
        return new Unpacking(entry, data.getOrDefault(entry.header, 0L));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void readDirectory() throws IOException {
        long end = file.size() - END_BYTES;
        ByteBuffer last = at(end, END_BYTES);
        if (last.getInt() != END || last.getShort(20) != 0) {
            throw none();
        }
        long count = u16(last, 10);
        long size = u32(last, 12);
        long start = u32(last, 16);
        if (u16(last, 4) != 0 || u16(last, 6) != 0 || u16(last, 8) != count) {
            throw contradicts();
        }
        ByteBuffer locator = end < LOCATOR_64_BYTES ? last : at(end - LOCATOR_64_BYTES, LOCATOR_64_BYTES);
        if (locator.getInt(0) == LOCATOR_64) {
            end = locator.getLong(8);
            ByteBuffer wide = at(end, END_64_BYTES);
            if (wide.getInt(0) != END_64
                    || wide.getLong(4) != END_64_BYTES - 12
                    || end + END_64_BYTES + LOCATOR_64_BYTES + END_BYTES != file.size()
                    || wide.getLong(16) != 0
                    || wide.getLong(24) != wide.getLong(32)
                    || locator.getInt(4) != 0
                    || locator.getInt(16) != 1) {
                throw contradicts();
            }
            count = same(count, 0xFFFF, wide.getLong(32));
            size = same(size, ELSEWHERE, wide.getLong(40));
            start = same(start, ELSEWHERE, wide.getLong(48));
        }
        if (start < 0 || size < 0 || size > MAX_DIRECTORY || start + size != end) {
            throw contradicts();
        }
        if (count < 0 || count > PackFormat.MAX_ENTRIES) {
            throw new PackDefect(Verdict.TAMPERED, "The ZIP has " + count + " entries; a pack has fewer.");
        }
        List<Entry> found = new ArrayList<>();
        ByteBuffer directory = at(start, (int) size);
        while (directory.hasRemaining()) {
            found.add(central(directory));
        }
        if (found.size() != count) {
            throw contradicts();
        }
        lieSideBySide(found, start);
    }

    private Entry central(ByteBuffer in) throws IOException {
        ByteBuffer header = slice(in, CENTRAL_BYTES);
        ByteBuffer name = slice(in, u16(header, 28));
        ByteBuffer extra = slice(in, u16(header, 30));
        if (header.getInt(0) != CENTRAL || u16(header, 32) != 0 || u16(header, 34) != 0) {
            throw contradicts();
        }
        int flags = u16(header, 8);
        int method = u16(header, 10);
        String text = StandardCharsets.ISO_8859_1.decode(name).toString();
        if ((flags & ~KNOWN_FLAGS) != 0 || (method != 0 && method != DEFLATED)) {
            throw new PackDefect(
                    Verdict.TAMPERED,
                    "'" + Pack.printable(text) + "' is encrypted, or packed in a way that a pack's entries are not.");
        }
        ByteBuffer wide = wide(extra);
        long size = u32(header, 24) == ELSEWHERE ? next(wide) : u32(header, 24);
        long packed = u32(header, 20) == ELSEWHERE ? next(wide) : u32(header, 20);
        long at = u32(header, 42) == ELSEWHERE ? next(wide) : u32(header, 42);
        if (size < 0 || packed < 0 || at < 0 || (method == 0 && size != packed)) {
            throw contradicts();
        }
        Entry entry = new Entry(text, flags, method, u32(header, 16), packed, size, at);
        if (entries.put(text, entry) != null) {
            throw new PackDefect(Verdict.TAMPERED, "The ZIP has two entries '" + Pack.printable(text) + "'.");
        }
        return entry;
    }

    private void lieSideBySide(List<Entry> found, long end) throws IOException {
        found.sort(Comparator.comparingLong(Entry::header));
        long at = 0;
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).header != at) {
                throw contradicts();
            }
            at = i + 1 < found.size() ? found.get(i + 1).header : end;
            checkLocal(found.get(i), at);
        }
        if (at != end) {
            throw contradicts();
        }
    }

    /** Whether the local header, and the descriptor after the data, say what the central directory says. */
    private void checkLocal(Entry entry, long next) throws IOException {
        ByteBuffer header = at(entry.header, LOCAL_BYTES);
        int nameBytes = u16(header, 26);
        int extraBytes = u16(header, 28);
        ByteBuffer rest = at(entry.header + LOCAL_BYTES, nameBytes + extraBytes);
        String name = StandardCharsets.ISO_8859_1.decode(slice(rest, nameBytes)).toString();
        long start = entry.header + LOCAL_BYTES + nameBytes + extraBytes;
        boolean follow = (entry.flags & SIZES_FOLLOW) != 0;
        long gap = next - start - entry.packed;
        ByteBuffer wide = wide(slice(rest, extraBytes));
        if (header.getInt(0) != LOCAL
                || !name.equals(entry.name)
                || u16(header, 6) != entry.flags
                || u16(header, 8) != entry.method
                || !says(u32(header, 14), entry.crc, follow)
                || !says(u32(header, 22) == ELSEWHERE ? next(wide) : u32(header, 22), entry.size, follow)
                || !says(u32(header, 18) == ELSEWHERE ? next(wide) : u32(header, 18), entry.packed, follow)
                || (follow ? !describes(start + entry.packed, gap, entry) : gap != 0)) {
            throw contradicts();
        }
        data.put(entry.header, start);
    }

    private static boolean says(long local, long central, boolean follow) {
        return local == central || (follow && local == 0);
    }

    private boolean describes(long at, long bytes, Entry entry) throws IOException {
        if (bytes != 12 && bytes != 16 && bytes != 20 && bytes != 24) {
            return false;
        }
        ByteBuffer descriptor = at(at, (int) bytes);
        if (bytes % 8 == 0 && descriptor.getInt() != DESCRIPTOR) {
            return false;
        }
        boolean wide = bytes >= 20;
        return (descriptor.getInt() & ELSEWHERE) == entry.crc
                && (wide ? descriptor.getLong() : descriptor.getInt() & ELSEWHERE) == entry.packed
                && (wide ? descriptor.getLong() : descriptor.getInt() & ELSEWHERE) == entry.size;
    }

    /** The ZIP64 extra field, empty when there is none. */
    private static ByteBuffer wide(ByteBuffer extra) throws IOException {
        while (extra.remaining() >= 4) {
            int id = extra.getShort() & 0xFFFF;
            ByteBuffer field = slice(extra, extra.getShort() & 0xFFFF);
            if (id == 1) {
                return field;
            }
        }
        return ByteBuffer.allocate(0);
    }

    private static long next(ByteBuffer wide) {
        if (wide.remaining() < Long.BYTES) {
            throw contradicts();
        }
        return wide.getLong();
    }

    private static long same(long narrow, long elsewhere, long wide) {
        if (narrow != elsewhere && narrow != wide) {
            throw contradicts();
        }
        return wide;
    }

    private static int u16(ByteBuffer in, int at) {
        return in.getShort(at) & 0xFFFF;
    }

    private static long u32(ByteBuffer in, int at) {
        return in.getInt(at) & ELSEWHERE;
    }

    private static ByteBuffer slice(ByteBuffer in, int length) throws IOException {
        if (length > in.remaining()) {
            throw new EOFException();
        }
        ByteBuffer slice = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return slice;
    }

    private ByteBuffer at(long position, int length) throws IOException {
        if (position < 0 || position > file.size() - length) {
            throw new EOFException();
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException();
            }
        }
        return buffer.flip();
    }

    private static PackDefect none() {
        return new PackDefect(
                Verdict.TAMPERED, "The file is no readable ZIP: it is damaged, cut short, or no audit pack.");
    }

    private static PackDefect contradicts() {
        return new PackDefect(
                Verdict.TAMPERED,
                "The ZIP contradicts itself: its directory is not what its entries say, or something lies between them.");
    }

    private final class Unpacking extends InputStream {
        private final Entry entry;
        private final @Nullable Inflater inflater;
        private final ByteBuffer packed = ByteBuffer.allocate(1 << 16).flip();
        private final CRC32 crc = new CRC32();
        private long at;
        private long packedLeft;
        private long left;

        Unpacking(Entry entry, long start) {
            this.entry = entry;
            this.inflater = entry.method == DEFLATED ? new Inflater(true) : null;
            this.at = start;
            this.packedLeft = entry.packed;
            this.left = entry.size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int read = inflater == null ? copy(buffer, offset, length) : inflate(inflater, buffer, offset, length);
            if (read > 0) {
                crc.update(buffer, offset, read);
                left -= read;
            }
            if (left < 0
                    || (read < 0
                            && (left > 0 || packedLeft > 0 || packed.hasRemaining() || crc.getValue() != entry.crc))) {
                throw damaged();
            }
            return read;
        }

        private int copy(byte[] buffer, int offset, int length) throws IOException {
            if (!fill()) {
                return -1;
            }
            int read = Math.min(length, packed.remaining());
            packed.get(buffer, offset, read);
            return read;
        }

        private int inflate(Inflater inflater, byte[] buffer, int offset, int length) throws IOException {
            try {
                while (true) {
                    int read = inflater.inflate(buffer, offset, length);
                    if (read > 0) {
                        return read;
                    }
                    if (inflater.finished()) {
                        packed.position(packed.limit() - inflater.getRemaining());
                        return -1;
                    }
                    if (inflater.needsDictionary() || !fill()) {
                        throw damaged();
                    }
                    inflater.setInput(packed.array(), packed.position(), packed.remaining());
                    packed.position(packed.limit());
                }
            } catch (DataFormatException e) {
                throw damaged();
            }
        }

        /** False at the end of the packed bytes. */
        private boolean fill() throws IOException {
            if (!packed.hasRemaining() && packedLeft > 0) {
                packed.clear().limit((int) Math.min(packed.capacity(), packedLeft));
                while (packed.hasRemaining()) {
                    if (file.read(packed, at + packed.position()) < 0) {
                        throw damaged();
                    }
                }
                packed.flip();
                at += packed.limit();
                packedLeft -= packed.limit();
            }
            return packed.hasRemaining();
        }

        private PackDefect damaged() {
            return new PackDefect(
                    Verdict.TAMPERED, "'" + Pack.printable(entry.name) + "' is damaged: it cannot be unpacked.");
        }

        @Override
        public void close() {
            if (inflater != null) {
                inflater.end();
            }
        }
    }
}
