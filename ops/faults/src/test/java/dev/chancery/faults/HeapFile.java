package dev.chancery.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file that PostgreSQL keeps a table in, as somebody sees it who has the disk. Pages have 8 KiB and carry a checksum, which
 * finds what rots; it has no key, so it does not find who knows how to compute it.
 *
 * @param path of the file, of a server that does not run
 */
record HeapFile(Path path) {

    private static final int PAGE = 8192;
    private static final int CHECKSUM = 8;
    private static final int ITEMS = 24;
    private static final int LANES = 32;
    private static final int PRIME = 16_777_619;

    /** PostgreSQL, {@code storage/checksum_impl.h}: checksumBaseOffsets. */
    private static final int[] BASES = {
        0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
        0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
        0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
        0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756
    };

    /**
     * A byte that was changed.
     *
     * @param page number of the page, which PostgreSQL calls block
     */
    record Flip(Path path, long offset, long page, byte before, byte after) {

        @Override
        public String toString() {
            return "%s, byte %d (page %d): %02x -> %02x".formatted(path.getFileName(), offset, page, before, after);
        }
    }

    /**
     * Flips the lowest bit of the first byte after {@code prefix} in a row.
     *
     * @param row the row's ctid, {@code (page,item)}; earlier versions of the row may lie beside it
     */
    Flip flip(String row, byte[] prefix) {
        String[] pageAndItem = row.replaceAll("[()]", "").split(",");
        int page = Integer.parseInt(pageAndItem[0]);
        int item = page(page).getInt(ITEMS + 4 * (Integer.parseInt(pageAndItem[1]) - 1));
        int start = page * PAGE + (item & 0x7fff);
        byte[] file = bytes();
        int offset = find(file, prefix, start) + prefix.length;
        assertThat(offset).as("what was looked for in the row at " + row).isBetween(start, start + (item >>> 17) - 1);
        Flip flip = new Flip(path, offset, page, file[offset], (byte) (file[offset] ^ 1));
        write(offset, flip.after);
        return flip;
    }

    private static int find(byte[] in, byte[] what, int from) {
        for (int i = from; i <= in.length - what.length; i++) {
            if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
                return i;
            }
        }
        return -1;
    }

    void undo(Flip flip) {
        write(flip.offset, flip.before);
    }

    /** Whether a page has the checksum of what is in it. */
    boolean isSound(long page) {
        ByteBuffer bytes = page(page);
        return Short.toUnsignedInt(bytes.getShort(CHECKSUM)) == checksum(bytes, page);
    }

    /** Gives a page the checksum of what is in it now. */
    void forgeChecksum(long page) {
        int checksum = checksum(page(page), page);
        write(page * PAGE + CHECKSUM, (byte) checksum);
        write(page * PAGE + CHECKSUM + 1, (byte) (checksum >>> 8));
    }

    /** FNV-1a in 32 lanes, each word mixed with what it shifts out, folded and mixed with the page's number. */
    private static int checksum(ByteBuffer page, long number) {
        int[] lanes = BASES.clone();
        for (int word = 0; word < PAGE / 4; word++) {
            int value = page.getInt(4 * word);
            lanes[word % LANES] = mix(lanes[word % LANES], word == CHECKSUM / 4 ? value & 0xffff0000 : value);
        }
        int folded = 0;
        for (int lane : lanes) {
            folded ^= mix(mix(lane, 0), 0);
        }
        return Integer.remainderUnsigned(folded ^ (int) number, 65_535) + 1;
    }

    private static int mix(int lane, int value) {
        int mixed = lane ^ value;
        return mixed * PRIME ^ mixed >>> 17;
    }

    private ByteBuffer page(long page) {
        return ByteBuffer.wrap(bytes(), (int) page * PAGE, PAGE).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] bytes() {
        try {
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(long offset, byte value) {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(offset);
            file.writeByte(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
