package dev.chancery.eventstore.content;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What was condemned, beside the keys and not in the database, so that an older copy of the database is told too. A line each:
 * kind, id, erasure, instant. Read when something is erased and at start, never on the way of a request.
 */
final class Tombstones {

    private static final int LONGEST_LINE = 1_024;

    /** What a line is about. */
    enum Kind {
        /** An erasure, whatever it found. */
        ERASURE,
        /** A data key, and with it everything that it sealed. */
        KEY,
        /** A single content. */
        CONTENT
    }

    /** A line. */
    record Tombstone(Kind kind, String id, String erasure, Instant at) {

        private static Tombstone parse(String line) {
            String[] parts = line.split(" ", -1);
            if (parts.length != 4) {
                throw new IllegalStateException("The list of what was erased has a line that is none: put the backup of"
                        + " keys/erased in place");
            }
            return new Tombstone(Kind.valueOf(parts[0]), parts[1], parts[2], Instant.parse(parts[3]));
        }

        private String line() {
            return kind + " " + id + " " + erasure + " " + at + "\n";
        }

        UUID key() {
            return UUID.fromString(id);
        }
    }

    private final Path file;
    private final Guard guard;

    Tombstones(Path file, Guard guard) {
        this.file = file;
        this.guard = guard;
    }

    /** Adds lines, and returns when they are on disk. */
    synchronized void add(List<Tombstone> tombstones) {
        guard.alone(() -> append(tombstones));
    }

    private void append(List<Tombstone> tombstones) {
        StringBuilder lines = new StringBuilder();
        tombstones.forEach(tombstone -> lines.append(tombstone.line()));
        try {
            boolean isNew = !Files.exists(file);
            try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                out.position(wholeLines());
                out.truncate(out.position());
                ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            if (isNew) {
                Shard.forceDirectory(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** Where the last whole line ends: a crash may have torn one. */
    private long wholeLines() throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer tail = ByteBuffer.allocate((int) Math.min(in.size(), LONGEST_LINE));
            long end = in.size();
            in.read(tail, end - tail.capacity());
            for (int i = tail.position() - 1; i >= 0 && tail.get(i) != '\n'; i--) {
                end--;
            }
            return end;
        }
    }

    /** Reads every line in order. */
    synchronized void forEach(Consumer<Tombstone> reader) {
        try {
            if (!Files.exists(file)) {
                return;
            }
            long end = wholeLines();
            try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
                long read = 0;
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    read += line.length() + 1;
                    if (read <= end) {
                        reader.accept(Tombstone.parse(line));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    /** The lines of one erasure; none when it was not condemned. */
    List<Tombstone> of(String erasure) {
        return select(tombstone -> tombstone.erasure().equals(erasure));
    }

    List<Tombstone> select(Predicate<Tombstone> wanted) {
        Stream.Builder<Tombstone> found = Stream.builder();
        forEach(tombstone -> {
            if (wanted.test(tombstone)) {
                found.add(tombstone);
            }
        });
        return found.build().toList();
    }
}
