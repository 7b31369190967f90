package dev.chancery.eventstore.backup;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Rows in the binary form of PostgreSQL's {@code COPY}, which any PostgreSQL reads without us: a header of 19 bytes, then for
 * each row the number of its fields (2 bytes) and each field with its length before it (4 bytes, -1 for NULL), at the end
 * -1 in 2 bytes. Numbers are big-endian. Keeps one row in memory.
 */
final class CopyRows implements Closeable {

    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int HEADER_BYTES = SIGNATURE.length + 2 * Integer.BYTES;

    /** Longest row: the appender takes no append longer than this. */
    private static final int LONGEST_ROW = 96 << 20;

    private final InputStream in;
    private final List<String> columns;
    private final int[] starts;
    private final int[] sizes;
    private byte[] row = new byte[8192];
    private int length;

    /**
     * Reads the header.
     *
     * @param columns names of the fields, in their order
     */
    CopyRows(InputStream in, List<String> columns) throws IOException {
        this.in = in;
        this.columns = columns;
        this.starts = new int[columns.size()];
        this.sizes = new int[columns.size()];
        byte[] header = in.readNBytes(HEADER_BYTES);
        if (header.length < HEADER_BYTES
                || !Arrays.equals(header, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)
                || ByteBuffer.wrap(header, SIGNATURE.length, 8).getLong() != 0) {
            throw new Damaged("it does not begin like a COPY in binary form");
        }
    }

    static void writeHeader(OutputStream out) throws IOException {
        out.write(Arrays.copyOf(SIGNATURE, HEADER_BYTES));
    }

    static void writeTrailer(OutputStream out) throws IOException {
        out.write(new byte[] {-1, -1});
    }

    /** Goes to the next row; false at the end, which the source must be at too. */
    boolean next() throws IOException {
        length = 0;
        int fields = (short) readInt(Short.BYTES);
        if (fields == -1) {
            if (in.read() != -1) {
                throw new Damaged("it goes on after its end");
            }
            return false;
        }
        if (fields != columns.size()) {
            throw new Damaged("a row has " + fields + " fields instead of " + columns.size());
        }
        for (int i = 0; i < fields; i++) {
            int bytes = readInt(Integer.BYTES);
            if (bytes > LONGEST_ROW - length || bytes < -1) {
                throw new Damaged("a field has " + bytes + " bytes");
            }
            starts[i] = length;
            sizes[i] = bytes;
            read(Math.max(0, bytes));
        }
        return true;
    }

    /** Writes the row as it was read. */
    void writeTo(OutputStream out) throws IOException {
        out.write(row, 0, length);
    }

    boolean has(String column) {
        return columns.contains(column);
    }

    boolean isNull(String column) throws IOException {
        return sizes[index(column)] == -1;
    }

    long int64(String column) throws IOException {
        return ByteBuffer.wrap(row, start(column, Long.BYTES), Long.BYTES).getLong();
    }

    int int32(String column) throws IOException {
        return ByteBuffer.wrap(row, start(column, Integer.BYTES), Integer.BYTES).getInt();
    }

    String uuid(String column) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(row, start(column, 2 * Long.BYTES), 2 * Long.BYTES);
        return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }

    String text(String column) throws IOException {
        int i = index(column);
        return new String(row, starts[i], Math.max(0, sizes[i]), StandardCharsets.UTF_8);
    }

    byte[] bytes(String column) throws IOException {
        int i = index(column);
        return Arrays.copyOfRange(row, starts[i], starts[i] + Math.max(0, sizes[i]));
    }

    private int start(String column, int bytes) throws IOException {
        int i = index(column);
        if (sizes[i] != bytes) {
            throw new Damaged("the field '" + column + "' has " + sizes[i] + " bytes instead of " + bytes);
        }
        return starts[i];
    }

    private int index(String column) throws IOException {
        int i = columns.indexOf(column);
        if (i < 0) {
            throw new Damaged("its rows have no field '" + column + "'");
        }
        return i;
    }

    private int readInt(int bytes) throws IOException {
        int at = length;
        read(bytes);
        ByteBuffer number = ByteBuffer.wrap(row, at, bytes);
        return bytes == Short.BYTES ? number.getShort() : number.getInt();
    }

    private void read(int bytes) throws IOException {
        if (row.length - length < bytes) {
            row = Arrays.copyOf(row, Math.max(length + bytes, row.length * 2));
        }
        if (in.readNBytes(row, length, bytes) < bytes) {
            throw new Damaged("it ends in the middle of a row");
        }
        length += bytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
