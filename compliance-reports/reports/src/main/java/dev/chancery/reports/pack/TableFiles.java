package dev.chancery.reports.pack;

import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.verifier.pack.EventTable;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Collects the rows of all tables while the events are read once, each table in a file beside the pack. Closing deletes the files, whatever
 * became of the pack.
 */
final class TableFiles implements Closeable {

    private static final int BUFFER = 1 << 16;

    private final Path target;
    private final SortedMap<String, DataOutputStream> open = new TreeMap<>();

    /**
     * @param target the pack's place
     */
    TableFiles(Path target) {
        this.target = target;
    }

    /** Adds an event to the table of its family. */
    void add(StoredEvent event) throws IOException {
        String family = EventTable.family(event.name());
        DataOutputStream rows = open.get(family);
        if (rows == null) {
            OutputStream file = Files.newOutputStream(file(family));
            rows = new DataOutputStream(new BufferedOutputStream(file, BUFFER));
            open.put(family, rows);
        }
        byte[] row = EventTable.row(event);
        rows.writeInt(row.length);
        rows.write(row);
    }

    /** The families of which there are events, in ascending order. */
    List<String> families() {
        return List.copyOf(open.keySet());
    }

    /** What takes the rows of a table. */
    interface Rows {
        void take(byte[] row) throws IOException;
    }

    /** Gives out the rows of a family, in their order; none can be added after it. */
    void rows(String family, Rows rows) throws IOException {
        DataOutputStream written = open.get(family);
        if (written == null) {
            throw new IllegalArgumentException("There is no event of the family " + family);
        }
        written.close();
        Path file = file(family);
        long left = Files.size(file);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            while (left > 0) {
                byte[] row = new byte[in.readInt()];
                in.readFully(row);
                rows.take(row);
                left -= Integer.BYTES + row.length;
            }
        }
        Files.delete(file);
    }

    private Path file(String family) {
        return target.resolveSibling(target.getFileName() + "." + family + ".tmp");
    }

    @Override
    public void close() throws IOException {
        IOException failed = null;
        for (var table : open.entrySet()) {
            try {
                table.getValue().close();
            } catch (IOException e) {
                // The disk may be full; what matters is that the file goes.
                failed = e;
            }
            Files.deleteIfExists(file(table.getKey()));
        }
        if (failed != null) {
            throw failed;
        }
    }
}
