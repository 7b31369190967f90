package dev.chancery.contracts.log;

import java.util.ArrayList;
import java.util.List;

/** The Merkle tree over the log (RFC 6962, SHA-256) and its signed heads. */
public interface Ledger {

    /** The newest signed tree head: a C2SP tlog-checkpoint note, with its trailing newline. */
    String checkpoint();

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
