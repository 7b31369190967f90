package dev.chancery.inference.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Vectors kept between runs: {@code count, dimensions, floats} big-endian, then the SHA-256 of these in hex. */
final class VectorCache {

    private static final Logger LOG = LoggerFactory.getLogger(VectorCache.class);
    private static final int DIGEST = 64;

    private final Path directory;

    VectorCache(Path directory) {
        this.directory = directory;
    }

    /** The vectors under a name, null when there are none or they are damaged. */
    float @Nullable [][] read(String name, int count) {
        try {
            byte[] file = Files.readAllBytes(directory.resolve(name));
            ByteBuffer buffer = ByteBuffer.wrap(file);
            if (file.length < 8 + DIGEST || buffer.getInt() != count) {
                return null;
            }
            int dimensions = buffer.getInt();
            byte[] body = java.util.Arrays.copyOf(file, file.length - DIGEST);
            if (body.length != 8 + 4L * count * dimensions
                    || !Digest.sha256(body)
                            .equals(new String(
                                    file, body.length, DIGEST, java.nio.charset.StandardCharsets.US_ASCII))) {
                LOG.atWarn().addKeyValue("file", name).log("Cached vectors are damaged and will be made again");
                return null;
            }
            float[][] vectors = new float[count][dimensions];
            for (float[] vector : vectors) {
                buffer.asFloatBuffer().get(vector);
                buffer.position(buffer.position() + 4 * dimensions);
            }
            return vectors;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", name).setCause(e).log("Cached vectors cannot be read");
            return null;
        }
    }

    /** Keeps vectors. That it fails costs time at the next start and nothing else. */
    void write(String name, float[][] vectors) {
        int dimensions = vectors.length == 0 ? 0 : vectors[0].length;
        ByteBuffer body = ByteBuffer.allocate(8 + 4 * vectors.length * dimensions);
        body.putInt(vectors.length).putInt(dimensions);
        for (float[] vector : vectors) {
            for (float value : vector) {
                body.putFloat(value);
            }
        }
        try {
            Files.createDirectories(directory);
            Path temporary = Files.createTempFile(directory, name, ".part");
            try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer[] parts = {
                    body.flip(),
                    ByteBuffer.wrap(Digest.sha256(body.array()).getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                };
                while (parts[1].hasRemaining()) {
                    out.write(parts);
                }
                out.force(true);
            }
            try {
                Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("file", name).setCause(e).log("Vectors cannot be cached");
        }
    }
}
