package dev.chancery.contracts.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The Merkle tree over the log (RFC 6962, SHA-256) and its signed heads. */
public interface Ledger {

    /**
     * The newest signed tree head: a C2SP tlog-checkpoint note, with its trailing newline. The cosignatures that witnesses have
     * already given follow ours; there may be none yet.
     */
    String checkpoint();

    /**
     * A head to build evidence on: the newest now, for which every witness and the time-stamping authority are asked at once. It is
     * given as soon as enough witnesses have cosigned it and its timestamp is there, or with what there is when the time runs
     * out. Without witnesses and authority it is {@link #checkpoint()}.
     */
    default String attested(Duration atMost) {
        return checkpoint();
    }

    /** The newest head that as many witnesses have cosigned as are wanted; it may be older than {@link #checkpoint()}. */
    default Optional<String> cosigned() {
        return Optional.empty();
    }

    /** The key that signs, in the verifier key form of C2SP signed-note: {@code name+hash+base64}. */
    String verifierKey();

    /**
     * What proves a run of leaves against a tree.
     *
     * @param from first position
     * @param to position after the last
     * @param treeSize size of the tree
     */
    RangeProof prove(long from, long to, long treeSize);

    /**
     * The RFC 6962 consistency proof: that the tree of one size is the beginning of that of a larger size.
     *
     * @throws IllegalArgumentException when these are no two sizes of this log in their order
     */
    List<byte[]> consistency(long fromSize, long toSize);

    /**
     * The RFC 6962 tree head at a size.
     *
     * @throws IllegalArgumentException when the log is smaller
     */
    byte[] root(long size);

    /** The replacements of the log's key, oldest first: notes that the old key and the new one signed. */
    default List<String> rotations() {
        return List.of();
    }

    /** Verifier keys ({@code cosignature/v1}, algorithm 0x04) of the witnesses whose cosignatures may stand on a head. */
    default List<String> witnesses() {
        return List.of();
    }

    /** The RFC 3161 TimeStampResp, DER, that is kept for a head, told by its text without signatures. */
    default Optional<byte[]> timestamp(String checkpoint) {
        return Optional.empty();
    }

    /** SHA-256 leaf hashes of the positions {@code from} to {@code to - 1}. */
    List<byte[]> leafHashes(long from, long to);

    /**
     * The hashes to the left and right of a run of leaves, from which and the leaves the root follows. For a run of one
     * leaf these are the same hashes as those of an RFC 6962 audit path, in another order.
     *
     * @param left roots of the complete subtrees that cover 0 … from-1, left to right
     * @param right roots of the subtrees that cover to … treeSize-1, left to right
     */
    record RangeProof(long from, long to, long treeSize, List<byte[]> left, List<byte[]> right) {

        /**
         * The RFC 6962 audit path, from the leaf upwards.
         *
         * @throws IllegalStateException when the range is not of one leaf
         */
        public List<byte[]> auditPath() {
            if (to - from != 1) {
                throw new IllegalStateException("An audit path is of one leaf");
            }
            List<byte[]> path = new ArrayList<>();
            int lefts = left.size();
            int rights = 0;
            for (int level = 0; lefts > 0 || rights < right.size(); level++) {
                if ((from >>> level & 1) == 1) {
                    path.add(left.get(--lefts));
                } else if (rights < right.size()) {
                    path.add(right.get(rights++));
                }
            }
            return path;
        }
    }
}
