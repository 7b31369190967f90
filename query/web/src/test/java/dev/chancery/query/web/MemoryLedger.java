package dev.chancery.query.web;

import dev.chancery.contracts.log.Ledger;
import dev.chancery.contracts.log.LogAudit;
import dev.chancery.contracts.log.LogKeys;
import dev.chancery.contracts.log.LogStatus;
import dev.chancery.contracts.log.LogStatus.WitnessStatus;
import dev.chancery.contracts.log.LogTiles;
import dev.chancery.record.Sha256;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.NoteSigner;
import dev.chancery.record.note.Rotation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A log's tree and its keys in memory, with the real mathematics; the entry of a position is its number. */
public final class MemoryLedger implements Ledger, LogTiles, LogKeys, LogStatus.Source, LogAudit {

    public static final String ORIGIN = "example.org/log";

    private final List<byte[]> entries;
    private final List<byte[]> leaves;
    private final List<String> rotations = new ArrayList<>();
    private NoteSigner signer = newSigner();
    private LogAudit.Status audit = LogAudit.Status.none();

    public MemoryLedger(int size) {
        entries = IntStream.range(0, size)
                .mapToObj(i -> Integer.toString(i).getBytes(StandardCharsets.UTF_8))
                .toList();
        leaves = entries.stream().map(MemoryLedger::leaf).toList();
    }

    private static byte[] leaf(byte[] entry) {
        MessageDigest sha256 = Sha256.digest();
        sha256.update((byte) 0);
        return sha256.digest(entry);
    }

    @Override
    public String checkpoint() {
        return new Checkpoint(ORIGIN, leaves.size(), Merkle.root(leaves)).sign(signer);
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
        return leaves.subList((int) from, (int) to);
    }

    @Override
    public List<String> rotations() {
        return List.copyOf(rotations);
    }

    @Override
    public String rotate(Recording recording) {
        NoteSigner next = newSigner();
        recording.record(signer.verifierKey(), next.verifierKey());
        String note =
                new Rotation(ORIGIN, leaves.size() + 1, signer.verifierKey(), next.verifierKey()).sign(signer, next);
        signer = next;
        rotations.add(note);
        return note;
    }

    @Override
    public Optional<byte[]> hashes(int level, long index, int width) {
        long complete = level < 3 ? leaves.size() >> 8 * level : 0;
        if (index > leaves.size() || index * WIDTH + width > complete) {
            return Optional.empty();
        }
        ByteArrayOutputStream tile = new ByteArrayOutputStream();
        for (long i = index * WIDTH; i < index * WIDTH + width; i++) {
            tile.writeBytes(subtree(8 * level, i));
        }
        return Optional.of(tile.toByteArray());
    }

    @Override
    public Optional<byte[]> entries(long index, int width) {
        if (index > leaves.size() || index * WIDTH + width > leaves.size()) {
            return Optional.empty();
        }
        if (index == 1) {
            throw new EntryTooLarge(257);
        }
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        for (byte[] entry : entries.subList((int) index * WIDTH, (int) index * WIDTH + width)) {
            bundle.write(0);
            bundle.write(entry.length);
            bundle.writeBytes(entry);
        }
        return Optional.of(bundle.toByteArray());
    }

    /** Why it is stopped, when it is. */
    public volatile String stopped;

    @Override
    public LogStatus get() {
        Instant at = Instant.parse("2026-11-05T10:00:00Z");
        return new LogStatus(
                leaves.size(),
                at,
                290L,
                1,
                List.of(
                        new WitnessStatus("witness.example", 17, 1, 290L, at, null, null),
                        new WitnessStatus(
                                "other.example/a-witness",
                                0,
                                4,
                                null,
                                null,
                                "422: the witness says that this head does not continue the one that it cosigned",
                                "There was no usable answer: ConnectException")),
                at,
                null,
                stopped);
    }

    @Override
    public LogAudit.Status start(boolean repair) {
        audit = new LogAudit.Status(
                State.DIFFERENT, 300, 300, Instant.EPOCH, Instant.EPOCH, List.of("The event at 17 is not <it>"));
        return audit;
    }

    @Override
    public LogAudit.Status status() {
        return audit;
    }

    private static NoteSigner newSigner() {
        try {
            return new NoteSigner(
                    ORIGIN, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
