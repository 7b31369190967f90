package dev.chancery.record.merkle;

import dev.chancery.record.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The right edge of a growing tree: the roots of its largest complete subtrees, one for each bit of its size. Not thread-safe. */
public final class Frontier {

    private static final int LEVELS = Long.SIZE;

    /** By level; of meaning where the size has that bit. */
    private final byte[][] nodes = new byte[LEVELS][];

    private long size;

    /**
     * The frontier of a tree whose largest complete subtrees are known.
     *
     * @param subtrees left to right, as many as the size has bits set
     */
    public static Frontier of(long size, List<byte[]> subtrees) {
        if (size < 0 || subtrees.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException(
                    "A frontier of " + size + " leaves has not " + subtrees.size() + " hashes");
        }
        Frontier frontier = new Frontier();
        frontier.size = size;
        long left = size;
        for (byte[] hash : subtrees) {
            long highest = Long.highestOneBit(left);
            frontier.nodes[Long.numberOfTrailingZeros(highest)] = Merkle.checked(hash);
            left -= highest;
        }
        return frontier;
    }

    /** Adds the hash of the next leaf. */
    public void append(byte[] leafHash) {
        appendSubtree(0, leafHash);
    }

    /** Adds the next {@code 1 << level} leaves by the root of their subtree; the size must be a multiple of as many. */
    void appendSubtree(int level, byte[] root) {
        byte[] hash = Merkle.checked(root);
        int l = level;
        for (; (size >>> l & 1) == 1; l++) {
            hash = Merkle.nodeHash(nodes[l], hash);
        }
        nodes[l] = hash;
        size += 1L << level;
    }

    /** Number of leaves. */
    public long size() {
        return size;
    }

    /** The RFC 6962 tree head. */
    public byte[] root() {
        return rootWith(null);
    }

    /** The tree head when the leaves after this frontier, fewer than its smallest subtree has, have the given root. */
    byte[] rootWith(byte @Nullable [] rest) {
        byte[] root = rest;
        for (long left = size; left != 0; left &= left - 1) {
            byte[] node = nodes[Long.numberOfTrailingZeros(left)];
            root = root == null ? node.clone() : Merkle.nodeHash(node, root);
        }
        return root == null ? Merkle.emptyRoot() : root;
    }

    /** The roots of the complete subtrees, left to right. */
    public List<byte[]> subtrees() {
        List<byte[]> hashes = new ArrayList<>();
        for (long left = size; left != 0; left -= Long.highestOneBit(left)) {
            hashes.add(nodes[Long.numberOfTrailingZeros(Long.highestOneBit(left))].clone());
        }
        return hashes;
    }

    /** The root of the last complete subtree of a level, which must be part of the frontier. */
    public byte[] node(int level) {
        if ((size >>> level & 1) == 0) {
            throw new IllegalArgumentException("The frontier of " + size + " leaves has no subtree of level " + level);
        }
        return nodes[level].clone();
    }

    /** The size in 8 bytes, big-endian, then the hashes of {@link #subtrees()}. */
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(Long.BYTES + Long.bitCount(size) * Sha256.BYTES);
        out.putLong(size);
        subtrees().forEach(out::put);
        return out.array();
    }

    /** Reads what {@link #encode()} wrote. */
    public static Frontier decode(byte[] encoded) {
        if (encoded.length < Long.BYTES || (encoded.length - Long.BYTES) % Sha256.BYTES != 0) {
            throw new IllegalArgumentException("A frontier has not " + encoded.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(encoded);
        long size = in.getLong();
        List<byte[]> hashes = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] hash = new byte[Sha256.BYTES];
            in.get(hash);
            hashes.add(hash);
        }
        return of(size, hashes);
    }

    /** An independent copy. */
    public Frontier copy() {
        Frontier copy = new Frontier();
        System.arraycopy(nodes, 0, copy.nodes, 0, LEVELS);
        copy.size = size;
        return copy;
    }
}
