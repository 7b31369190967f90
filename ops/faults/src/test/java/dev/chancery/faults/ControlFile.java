package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/** {@code pg_control} of a server that does not run, where it says whether pages have checksums. */
record ControlFile(Path path) {

    /** PostgreSQL 18, {@code catalog/pg_control.h}: after the version of the checksums a bool, a nonce and padding. */
    private static final int VERSION_BEFORE_CRC = 40;

    static ControlFile of(Path data) {
        return new ControlFile(data.resolve("global/pg_control"));
    }

    /** What {@code pg_checksums --disable} does: it says so here, and leaves the pages as they are. */
    void disableChecksums() {
        try {
            ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
            int crc = crc(file.array());
            assertThat(file.getInt(crc - VERSION_BEFORE_CRC))
                    .as("version of the data checksums")
                    .isEqualTo(1);
            file.putInt(crc - VERSION_BEFORE_CRC, 0);
            file.putInt(crc, (int) crc32c(file.array(), crc));
            Files.write(path, file.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file ends with the CRC of all that is before it, and is filled up with zeros. */
    private static int crc(byte[] file) {
        ByteBuffer words = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = VERSION_BEFORE_CRC; at + Integer.BYTES <= file.length; at += Integer.BYTES) {
            if (words.getInt(at) == (int) crc32c(file, at)) {
                return at;
            }
        }
        throw new AssertionError("No CRC in pg_control");
    }

    private static long crc32c(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }
}
