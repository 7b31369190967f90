package dev.chancery.reports.pack;

import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.EventCodec;
import dev.chancery.record.LeafHash;
import dev.chancery.record.StoredName;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.NoteSigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** A log and its ledger in memory. */
final class MemoryLog implements EventLog, Ledger {

    static final String ORIGIN = "example.org/chancery";
    static final Instant START = Instant.parse("2026-11-05T10:00:00.000001Z");

    final List<StoredEvent> events = new ArrayList<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private final EventCodec codec = new EventCodec();
    private final NoteSigner signer = signer();

    void append(String stream, Event... appended) {
        for (Event event : appended) {
            StoredName name = codec.nameOf(event);
            append(stream, name.name(), name.revision(), codec.encode(event));
        }
    }

    void append(String stream, String name, int revision, byte[] payload) {
        long position = events.size();
        events.add(new StoredEvent(
                position,
                UUID.nameUUIDFromBytes(new byte[] {(byte) position, (byte) (position >> 8)})
                        .toString(),
                stream,
                sequences.merge(stream, 0L, (old, zero) -> old + 1),
                name,
                revision,
                START.plusSeconds(position),
                payload,
                "{\"traceId\":\"äöü\"}".getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public long size() {
        return events.size();
    }

    @Override
    public List<StoredEvent> read(long from, int limit) {
        return List.copyOf(events.subList((int) from, (int) Math.min(events.size(), from + limit)));
    }

    @Override
    public List<StoredEvent> readStream(String stream) {
        return events.stream().filter(e -> e.stream().equals(stream)).toList();
    }

    @Override
    public Recorded decode(StoredEvent e) {
        return new Recorded(
                e.position(),
                e.id(),
                e.stream(),
                e.sequence(),
                e.at(),
                codec.decode(e.name(), e.revision(), e.payload()));
    }

    @Override
    public Following follow(String name, long from, Consumer<List<Recorded>> reader) {
        throw new UnsupportedOperationException("Nothing here follows the log");
    }

    @Override
    public String checkpoint() {
        return new Checkpoint(ORIGIN, size(), Merkle.root(leafHashes(0, size()))).sign(signer);
    }

    @Override
    public String verifierKey() {
        return signer.verifierKey();
    }

    @Override
    public RangeProof prove(long from, long to, long treeSize) {
        return Merkle.rangeProof(from, to, treeSize, this::subtree);
    }

    @Override
    public List<byte[]> consistency(long fromSize, long toSize) {
        return Merkle.consistencyProof(fromSize, toSize, this::subtree);
    }

    @Override
    public byte[] root(long size) {
        return Merkle.root(leafHashes(0, size));
    }

    private byte[] subtree(int level, long index) {
        return Merkle.root(leafHashes(index << level, (index + 1) << level));
    }

    @Override
    public List<byte[]> leafHashes(long from, long to) {
        return events.subList((int) from, (int) to).stream().map(LeafHash::of).toList();
    }

    private static NoteSigner signer() {
        try {
            return new NoteSigner(
                    ORIGIN, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
