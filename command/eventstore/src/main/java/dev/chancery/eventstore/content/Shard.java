package dev.chancery.eventstore.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/**
 * A file of wrapped keys, appended to. An entry: SHA-256 of the owner, key id, length of the wrapped key (two bytes), the
 * wrapped key, CRC-32C of all that. Nothing of it is kept in memory. Its user holds its monitor.
 */
final class Shard {

    private static final int HEAD = 32 + 16 + 2;
    private static final int TAIL = 4;

    /** A wrapped key. */
    record Entry(byte[] owner, UUID id, byte[] wrapped) {

        int size() {
            return HEAD + wrapped.length + TAIL;
        }

        Entry with(byte[] other) {
            return new Entry(owner, id, other);
        }

        @SuppressWarnings("ByteBufferBackingArray") // all buffers here are allocated, not sliced
        void writeTo(ByteBuffer out) {
            int from = out.position();
            out.put(owner)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .putShort((short) wrapped.length)
                    .put(wrapped);
            out.putInt(crc(out.array(), from, out.position() - from));
        }
    }

    private final Path file;

    Shard(Path file) {
        this.file = file;
    }

    /**
     * The entries in order.
     *
     * @throws IllegalStateException when the file is damaged in the middle; an end that was torn by a crash is no entry
     */
    List<Entry> entries() {
        return read().entries;
    }

    private record Read(List<Entry> entries, long end) {}

    private Read read() {
        List<Entry> entries = new ArrayList<>();
        try {
            if (!Files.exists(file)) {
                return new Read(entries, 0);
            }
            ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
            int at = 0;
            while (in.limit() - at > HEAD) {
                int length = Short.toUnsignedInt(in.getShort(at + HEAD - 2));
                int end = at + HEAD + length + TAIL;
                if (end > in.limit()) {
                    break;
                }
                if (crc(in.array(), at, HEAD + length) != in.getInt(end - TAIL)) {
                    if (end == in.limit() || isZero(in.array(), at)) {
                        break;
                    }
                    throw new IllegalStateException("The key file " + file + " is damaged at byte " + at
                            + ". Put its backup in place, and start again: erasures since then are applied to it");
                }
                entries.add(new Entry(
                        Arrays.copyOfRange(in.array(), at, at + 32),
                        new UUID(in.getLong(at + 32), in.getLong(at + 40)),
                        Arrays.copyOfRange(in.array(), at + HEAD, at + HEAD + length)));
                at = end;
            }
            return new Read(entries, at);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static boolean isZero(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Appends an entry, and returns when it is on disk. */
    void append(Entry entry) {
        try {
            boolean isNew = !Files.exists(file);
            long end = read().end;
            ByteBuffer bytes = ByteBuffer.allocate(entry.size());
            entry.writeTo(bytes);
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                out.truncate(end);
                writeAll(out, bytes.flip(), end);
                out.force(true);
            }
            if (isNew) {
                forceDirectory(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** Destroys entries: their keys are overwritten where they lie, and then the file is written anew without them. */
    void destroy(Predicate<Entry> condemned) {
        List<Entry> entries = entries();
        List<Entry> rest = entries.stream().filter(condemned.negate()).toList();
        if (rest.size() == entries.size()) {
            return;
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long at = 0;
            for (Entry entry : entries) {
                if (condemned.test(entry)) {
                    ByteBuffer over = ByteBuffer.allocate(entry.size());
                    entry.with(new byte[entry.wrapped().length]).writeTo(over);
                    writeAll(out, over.flip(), at);
                }
                at += entry.size();
            }
            out.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot overwrite keys in " + file, e);
        }
        replace(rest);
    }

    /** Writes every entry anew. */
    void rewrite(UnaryOperator<Entry> change) {
        List<Entry> entries = entries();
        if (!entries.isEmpty()) {
            replace(entries.stream().map(change).toList());
        }
    }

    private void replace(List<Entry> entries) {
        ByteBuffer bytes =
                ByteBuffer.allocate(entries.stream().mapToInt(Entry::size).sum());
        entries.forEach(entry -> entry.writeTo(bytes));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (FileChannel out = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                writeAll(out, bytes.flip(), 0);
                out.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            forceDirectory(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot rewrite " + file, e);
        }
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes, long at) throws IOException {
        for (long to = at; bytes.hasRemaining(); ) {
            to += out.write(bytes, to);
        }
    }

    /** A file's name is on disk only when its directory is. */
    static void forceDirectory(Path file) throws IOException {
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
