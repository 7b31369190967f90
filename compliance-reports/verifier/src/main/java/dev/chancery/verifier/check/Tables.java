package dev.chancery.verifier.check;

import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.Sha256;
import dev.chancery.verifier.pack.EventTable;
import dev.chancery.verifier.pack.Pack;
import dev.chancery.verifier.pack.PackDefect;
import dev.chancery.verifier.pack.Verdict;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the tables of a pack beside its events and compares them, byte by byte, with what the events say. */
final class Tables implements Closeable {

    private final Pack pack;
    private final SortedMap<String, Table> tables = new TreeMap<>();

    Tables(Pack pack) {
        this.pack = pack;
    }

    /** Takes the next disclosed event. */
    void event(StoredEvent event) {
        Table table = tables.computeIfAbsent(EventTable.entry(EventTable.family(event.name())), this::open);
        if (table.in != null && table.defect == null && !table.has(EventTable.row(event)) && table.defect == null) {
            table.defect = table.name + " does not say what events.jsonl says at position " + event.position() + ".";
        }
    }

    private Table open(String name) {
        try {
            Table table = new Table(name, pack.has(name) ? pack.read(name) : null);
            if (table.in != null && !table.has(EventTable.head()) && table.defect == null) {
                table.defect = name + " does not begin as a table of events does.";
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The SHA-256 of each table, once all events are taken.
     *
     * @throws PackDefect when one is not what the events say
     */
    SortedMap<String, byte[]> digests() throws IOException {
        SortedMap<String, byte[]> digests = new TreeMap<>();
        for (Table table : tables.values()) {
            if (table.in == null) {
                throw new PackDefect(Verdict.INCOMPLETE, "The pack has no '" + table.name + "'.");
            }
            if (table.defect != null) {
                throw new PackDefect(Verdict.TAMPERED, table.defect);
            }
            if (table.in.read() >= 0) {
                throw new PackDefect(
                        Verdict.TAMPERED, table.name + " says more than the events that are disclosed in the pack.");
            }
            digests.put(table.name, table.digest.digest());
        }
        return digests;
    }

    @Override
    public void close() throws IOException {
        for (Table table : tables.values()) {
            if (table.in != null) {
                table.in.close();
            }
        }
    }

    private static final class Table {
        private final String name;
        private final @Nullable InputStream in;
        private final MessageDigest digest = Sha256.own();
        private @Nullable String defect;

        Table(String name, @Nullable InputStream in) {
            this.name = name;
            this.in = in;
        }

        boolean has(byte[] expected) {
            try {
                byte[] there = in == null ? new byte[0] : in.readNBytes(expected.length);
                digest.update(there);
                return Arrays.equals(there, expected);
            } catch (PackDefect damaged) {
                // Told once the events are known to be those that were signed.
                defect = damaged.getMessage();
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
