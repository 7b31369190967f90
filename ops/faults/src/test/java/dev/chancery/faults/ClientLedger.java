package dev.chancery.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What the system promised its client, in a file of the client's own that is flushed line by line, so that whatever happens to
 * the system cannot happen to it. One line is {@code ack <task> <position> <sha256 of the answer>} or
 * {@code head <size> <root>}.
 */
final class ClientLedger implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    /** An answer that came with status 200. */
    record Ack(String task, long position, String digest) {}

    /** A signed tree head that the client was shown. */
    record Head(long size, byte[] root) {}

    ClientLedger(Path file) {
        this.file = file;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void acknowledged(Ack ack) {
        write("ack " + ack.task() + " " + ack.position() + " " + ack.digest());
    }

    void shown(Head head) {
        write("head " + head.size() + " " + Base64.getEncoder().encodeToString(head.root()));
    }

    private synchronized void write(String line) {
        try {
            channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Ack> acks() {
        return lines("ack").stream()
                .map(word -> new Ack(word[1], Long.parseLong(word[2]), word[3]))
                .toList();
    }

    List<Head> heads() {
        return lines("head").stream()
                .map(word ->
                        new Head(Long.parseLong(word[1]), Base64.getDecoder().decode(word[2])))
                .toList();
    }

    private List<String[]> lines(String kind) {
        try {
            List<String[]> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", -1);
                if (words[0].equals(kind)) {
                    lines.add(words);
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
