package dev.chancery.record.merkle;

import dev.chancery.contracts.log.Ledger.RangeProof;
import dev.chancery.record.Sha256;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The mathematics of RFC 6962, section 2.1: roots, and proofs that a range, a leaf or an older tree belongs to a tree. */
public final class Merkle {

    private Merkle() {}

    /** The root of a tree without leaves. */
    public static byte[] emptyRoot() {
        return Sha256.digest().digest();
    }

    /** SHA-256 of one byte 0x01, the left and the right hash. */
    public static byte[] nodeHash(byte[] left, byte[] right) {
        MessageDigest digest = Sha256.digest();
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }

    /** The root of a tree with these leaf hashes. */
    public static byte[] root(List<byte[]> leaves) {
        Frontier frontier = new Frontier();
        leaves.forEach(frontier::append);
        return frontier.root();
    }

    /** What proves the leaves {@code from} to {@code to - 1} against the tree of the given size. */
    public static RangeProof rangeProof(long from, long to, long treeSize, Subtrees subtrees) {
        check(from, to, treeSize);
        List<byte[]> left = new ArrayList<>();
        for (long rest = from; rest != 0; ) {
            long highest = Long.highestOneBit(rest);
            left.add(hash(from - rest, highest, subtrees));
            rest -= highest;
        }
        List<byte[]> right = new ArrayList<>();
        for (long at = to; at < treeSize; ) {
            long width = Long.lowestOneBit(at);
            boolean complete = at != 0 && width <= treeSize - at;
            right.add(complete ? hash(at, width, subtrees) : root(at, treeSize, subtrees));
            at = complete ? at + width : treeSize;
        }
        return new RangeProof(from, to, treeSize, left, right);
    }

    /**
     * The root of the tree that has these leaves at the proof's range.
     *
     * @throws IllegalArgumentException when the proof has too few or too many hashes, or its range is not that of the leaves
     */
    public static byte[] rootFromRange(RangeProof proof, List<byte[]> leaves) {
        check(proof.from(), proof.to(), proof.treeSize());
        if (leaves.size() != proof.to() - proof.from()) {
            throw new IllegalArgumentException("The proof is of " + (proof.to() - proof.from()) + " leaves");
        }
        Frontier frontier = Frontier.of(proof.from(), proof.left());
        leaves.forEach(frontier::append);
        return rootFromRight(frontier, proof.treeSize(), proof.right());
    }

    /**
     * The second half of {@link #rootFromRange} for who appends the leaves one by one.
     *
     * @param frontier of the leaves up to the end of the range, made from the proof's left hashes; it is changed
     */
    public static byte[] rootFromRight(Frontier frontier, long treeSize, List<byte[]> right) {
        check(0, frontier.size(), treeSize);
        int used = 0;
        while (used < right.size() && frontier.size() != 0 && frontier.size() < treeSize) {
            long width = Long.lowestOneBit(frontier.size());
            if (width > treeSize - frontier.size()) {
                break;
            }
            frontier.appendSubtree(Long.numberOfTrailingZeros(width), right.get(used++));
        }
        boolean rest = frontier.size() < treeSize;
        if (right.size() != used + (rest ? 1 : 0)) {
            throw new IllegalArgumentException(
                    "The proof has " + right.size() + " hashes to the right, too few or too many");
        }
        return rest ? frontier.rootWith(checked(right.get(used))) : frontier.root();
    }

    /** The RFC 6962 audit path of a leaf, from the leaf upwards. */
    public static List<byte[]> inclusionProof(long index, long treeSize, Subtrees subtrees) {
        return rangeProof(index, Math.addExact(index, 1), treeSize, subtrees).auditPath();
    }

    /**
     * The root of the tree in which a leaf has this audit path (RFC 9162, section 2.1.3.2).
     *
     * @throws IllegalArgumentException when the path is too short or too long
     */
    public static byte[] rootFromInclusion(long index, long treeSize, byte[] leafHash, List<byte[]> path) {
        check(index, Math.addExact(index, 1), treeSize);
        byte[] hash = checked(leafHash);
        int used = 0;
        long node = index;
        for (long last = treeSize - 1; last > 0; last >>>= 1, node >>>= 1) {
            if ((node & 1) == 0 && node == last) {
                continue;
            }
            if (used == path.size()) {
                throw new IllegalArgumentException("The audit path is too short");
            }
            byte[] sibling = checked(path.get(used++));
            hash = (node & 1) == 1 ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
        }
        if (used != path.size()) {
            throw new IllegalArgumentException("The audit path is too long");
        }
        return hash;
    }

    /** The RFC 6962 proof that the tree of size {@code first} is a prefix of that of size {@code second}. */
    public static List<byte[]> consistencyProof(long first, long second, Subtrees subtrees) {
        check(0, first, second);
        List<byte[]> proof = new ArrayList<>();
        if (first == 0 || first == second) {
            return proof;
        }
        long from = 0;
        long to = second;
        boolean whole = true;
        while (first != to) {
            long split = from + Long.highestOneBit(to - from - 1);
            if (first <= split) {
                proof.add(root(split, to, subtrees));
                to = split;
            } else {
                proof.add(root(from, split, subtrees));
                from = split;
                whole = false;
            }
        }
        if (!whole) {
            proof.add(root(from, to, subtrees));
        }
        return proof.reversed();
    }

    /** Whether the proof shows that the first tree is a prefix of the second (RFC 9162, section 2.1.4.2). */
    public static boolean isConsistent(
            long first, byte[] firstRoot, long second, byte[] secondRoot, List<byte[]> proof) {
        if (first < 0 || first > second) {
            return false;
        }
        if (first == second || first == 0) {
            return proof.isEmpty()
                    && Arrays.equals(firstRoot, first == 0 ? emptyRoot() : secondRoot)
                    && (second != 0 || Arrays.equals(secondRoot, emptyRoot()));
        }
        List<byte[]> hashes = new ArrayList<>(proof);
        if (Long.bitCount(first) == 1) {
            hashes.addFirst(firstRoot);
        }
        if (hashes.isEmpty() || hashes.stream().anyMatch(h -> h.length != Sha256.BYTES)) {
            return false;
        }
        int shift = Long.numberOfTrailingZeros(~(first - 1));
        long node = (first - 1) >>> shift;
        long last = (second - 1) >>> shift;
        byte[] older = hashes.getFirst();
        byte[] newer = older;
        for (byte[] hash : hashes.subList(1, hashes.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                older = nodeHash(hash, older);
                newer = nodeHash(hash, newer);
                while (node != 0 && (node & 1) == 0) {
                    node >>>= 1;
                    last >>>= 1;
                }
            } else {
                newer = nodeHash(newer, hash);
            }
            node >>>= 1;
            last >>>= 1;
        }
        return last == 0 && Arrays.equals(older, firstRoot) && Arrays.equals(newer, secondRoot);
    }

    /** The root of the leaves from {@code from}, which starts a subtree, to {@code to - 1}. */
    private static byte[] root(long from, long to, Subtrees subtrees) {
        long width = to - from;
        long highest = Long.highestOneBit(width);
        return width == highest
                ? hash(from, width, subtrees)
                : nodeHash(hash(from, highest, subtrees), root(from + highest, to, subtrees));
    }

    private static byte[] hash(long from, long width, Subtrees subtrees) {
        int level = Long.numberOfTrailingZeros(width);
        return subtrees.hashOfSubtree(level, from >>> level);
    }

    static byte[] checked(byte[] hash) {
        if (hash.length != Sha256.BYTES) {
            throw new IllegalArgumentException("A hash has " + Sha256.BYTES + " bytes");
        }
        return hash;
    }

    private static void check(long from, long to, long treeSize) {
        if (from < 0 || from > to || to > treeSize) {
            throw new IllegalArgumentException(
                    from + " to " + to + " is no range of a tree of " + treeSize + " leaves");
        }
    }
}
