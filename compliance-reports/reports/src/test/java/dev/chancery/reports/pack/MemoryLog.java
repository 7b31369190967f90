package dev.chancery.reports.pack;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.command.TaskCommand.DiscloseContent;
import dev.chancery.contracts.event.ContentEvent.ContentDisclosed;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.LogEvent.LogKeyRotated;
import dev.chancery.contracts.event.LogEvent.LogRestored;
import dev.chancery.contracts.log.Content;
import dev.chancery.contracts.log.ContentStore;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.Recorded;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.EventCodec;
import dev.chancery.record.LeafHash;
import dev.chancery.record.StoredName;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.CosignatureSigner;
import dev.chancery.record.note.NoteSigner;
import dev.chancery.record.note.Rotation;
import dev.chancery.record.note.Succession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A log, its ledger and its contents in memory; events come one second apart. */
public final class MemoryLog implements EventLog, Ledger, ContentStore {

    public static final String ORIGIN = "example.org/chancery";
    public static final Instant START = Instant.parse("2026-11-05T10:00:00.000001Z");

    public final List<StoredEvent> events = new ArrayList<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private final EventCodec codec = new EventCodec();
    private final Map<ContentId, Content> contents = new HashMap<>();
    private final List<String> rotations = new ArrayList<>();
    private final List<CosignatureSigner> witnesses = new ArrayList<>();
    /** When the first event came, or would have. */
    private Instant begin = START;

    private String origin = ORIGIN;
    private NoteSigner signer = signer(ORIGIN);
    byte @Nullable [] timestamp;

    /** Writes a pack; what it discloses is recorded in this log. */
    PackWriter.Contents write(PackOrder order, Path file) throws IOException {
        return write(order, file, List.of());
    }

    PackWriter.Contents write(PackOrder order, Path file, List<PackDocuments> documents) throws IOException {
        return new PackWriter(this, this, this, this::record, Seal.SIGNER, documents).write(order, file, done -> {});
    }

    public Path write(PackRange range, Path file) throws IOException {
        write(PackOrder.of(range, checkpoint()), file);
        return file;
    }

    void record(DiscloseContent command) {
        for (ContentId id : command.content()) {
            append(command.target(), new ContentDisclosed(id, command.to(), command.purpose()));
        }
    }

    Content keep(Content content) {
        contents.put(content.ref().content(), content);
        return content;
    }

    void erase(ContentId id) {
        contents.remove(id);
    }

    @Override
    public Optional<Content> find(ContentId id) {
        return Optional.ofNullable(contents.get(id));
    }

    /** From the next event on, another key signs. */
    void rotate() {
        NoteSigner fresh = signer(origin);
        rotations.add(new Rotation(origin, size() + 1, signer.verifierKey(), fresh.verifierKey()).sign(signer, fresh));
        append("log", new LogKeyRotated(signer.verifierKey(), fresh.verifierKey(), "admin"));
        signer = fresh;
    }

    /**
     * Loses all events from a size on, and goes on under another name and key.
     *
     * @param to name of the new log
     * @param keyIsThere whether the old key signs the succession
     */
    void lose(long size, String to, boolean keyIsThere) {
        lose(size, to, keyIsThere ? signer : null, signer.verifierKey());
    }

    /** The same; what the old key is, is for the caller to say. */
    void lose(long size, String to, @Nullable NoteSigner old, String oldKey) {
        String checkpoint = checkpoint();
        long knownSize = size();
        forget(size);
        NoteSigner fresh = signer(to);
        String note = new Succession(origin, size, oldKey, fresh.verifierKey()).sign(old, fresh);
        append(
                "log",
                new LogRestored(
                        origin,
                        to,
                        fresh.verifierKey(),
                        size,
                        knownSize,
                        checkpoint,
                        rotations(),
                        note,
                        "ada",
                        "the disk failed"));
        origin = to;
        signer = fresh;
        rotations.clear();
    }

    /** As if nothing had come from a position on. */
    void forget(long from) {
        events.subList((int) from, events.size()).clear();
        sequences.clear();
        events.forEach(e -> sequences.put(e.stream(), e.sequence()));
    }

    /** From now on a witness cosigns. */
    String witnessed(String name) {
        CosignatureSigner witness = new CosignatureSigner(name, keys());
        witnesses.add(witness);
        return witness.verifierKey();
    }

    @Override
    public List<String> rotations() {
        return List.copyOf(rotations);
    }

    @Override
    public List<String> witnesses() {
        return witnesses.stream().map(CosignatureSigner::verifierKey).toList();
    }

    @Override
    public Optional<byte[]> timestamp(String checkpoint) {
        return Optional.ofNullable(timestamp);
    }

    /** Has the next event come at another instant. */
    public synchronized MemoryLog at(String instant) {
        begin = Instant.parse(instant).minusSeconds(events.size());
        return this;
    }

    /** Appends, and gives the log. */
    public MemoryLog add(String stream, Event... appended) {
        append(stream, appended);
        return this;
    }

    public void append(String stream, Event... appended) {
        for (Event event : appended) {
            StoredName name = codec.nameOf(event);
            append(stream, name.name(), name.revision(), codec.encode(event));
        }
    }

    synchronized void append(String stream, String name, int revision, byte[] payload) {
        long position = events.size();
        events.add(new StoredEvent(
                position,
                UUID.nameUUIDFromBytes(ByteBuffer.allocate(8).putLong(position).array())
                        .toString(),
                stream,
                sequences.merge(stream, 0L, (old, zero) -> old + 1),
                name,
                revision,
                begin.plusSeconds(position),
                payload,
                "{\"traceId\":\"äöü\"}".getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public synchronized long size() {
        return events.size();
    }

    @Override
    public synchronized List<StoredEvent> read(long from, int limit) {
        return List.copyOf(events.subList((int) from, (int) Math.min(events.size(), from + limit)));
    }

    @Override
    public synchronized List<StoredEvent> readStream(String stream) {
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
        return checkpoint(size());
    }

    String checkpoint(long size) {
        Checkpoint head = new Checkpoint(origin, size, root(size));
        return head.sign(signer)
                + witnesses.stream()
                        .map(w -> w.line(head.text(), 1_790_000_000))
                        .collect(Collectors.joining());
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
    public synchronized List<byte[]> leafHashes(long from, long to) {
        return events.subList((int) from, (int) to).stream().map(LeafHash::of).toList();
    }

    static NoteSigner signer(String origin) {
        return new NoteSigner(origin, keys());
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
