package dev.chancery.record.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.contracts.log.Ledger.RangeProof;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleTest {

    private static final int SIZES = 70;
    private static final HexFormat HEX = HexFormat.of();

    /** The leaves and roots that RFC 6962's reference implementation (certificate-transparency, merkletree) tests with. */
    private static final List<String> PUBLISHED_LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> PUBLISHED_ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private final List<byte[]> leaves =
            IntStream.range(0, SIZES).mapToObj(i -> leaf(new byte[] {(byte) i})).toList();

    @Test
    void agreesWithThePublishedRoots() {
        List<byte[]> published = PUBLISHED_LEAVES.stream()
                .map(HEX::parseHex)
                .map(MerkleTest::leaf)
                .toList();
        for (int n = 0; n <= published.size(); n++) {
            assertThat(HEX.formatHex(Merkle.root(published.subList(0, n)))).isEqualTo(PUBLISHED_ROOTS.get(n));
        }
    }

    @Test
    void agreesWithThePublishedAuditPath() {
        // given
        List<byte[]> published = PUBLISHED_LEAVES.stream()
                .map(HEX::parseHex)
                .map(MerkleTest::leaf)
                .toList();
        // when
        List<byte[]> path = Merkle.inclusionProof(5, 8, subtrees(published));
        // then
        assertThat(path.stream().map(HEX::formatHex))
                .containsExactly(
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    @Test
    void keepsTheRootOfEverySizeThroughEncodingAndCopying() {
        Frontier frontier = new Frontier();
        for (int n = 0; n < SIZES; n++) {
            assertThat(frontier.root()).isEqualTo(naive(leaves.subList(0, n)));
            assertThat(Frontier.decode(frontier.encode()).root()).isEqualTo(frontier.root());
            Frontier copy = frontier.copy();
            frontier.append(leaves.get(n));
            assertThat(copy.size()).isEqualTo(n);
            assertThat(copy.root()).isEqualTo(naive(leaves.subList(0, n)));
        }
    }

    @Test
    void refusesAFrontierThatWasCut() {
        Frontier frontier = new Frontier();
        leaves.forEach(frontier::append);
        byte[] encoded = frontier.encode();
        for (int length = 0; length < encoded.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(encoded, length);
            assertThatThrownBy(() -> Frontier.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void provesEveryRangeOfEveryTree() {
        Subtrees subtrees = subtrees(leaves);
        for (int size = 0; size <= SIZES; size++) {
            byte[] root = naive(leaves.subList(0, size));
            for (int from = 0; from <= size; from++) {
                for (int to = from; to <= size; to++) {
                    RangeProof proof = Merkle.rangeProof(from, to, size, subtrees);
                    assertThat(Merkle.rootFromRange(proof, leaves.subList(from, to)))
                            .isEqualTo(root);
                }
            }
        }
    }

    @Test
    void noLeafOfARangeCanBeChangedOrLeftOut() {
        // given
        RangeProof proof = Merkle.rangeProof(5, 20, SIZES, subtrees(leaves));
        byte[] root = naive(leaves);
        // when a leaf is replaced
        for (int i = 5; i < 20; i++) {
            List<byte[]> changed = new ArrayList<>(leaves.subList(5, 20));
            changed.set(i - 5, leaves.get(30));
            // then
            assertThat(Merkle.rootFromRange(proof, changed)).isNotEqualTo(root);
        }
        // and when one is missing, or the proof has too few or too many hashes
        assertThatThrownBy(() -> Merkle.rootFromRange(proof, leaves.subList(5, 19)))
                .isInstanceOf(IllegalArgumentException.class);
        List<byte[]> more = new ArrayList<>(proof.right());
        more.add(root);
        for (List<byte[]> right : List.of(proof.right().subList(1, proof.right().size()), more)) {
            RangeProof broken = new RangeProof(5, 20, SIZES, proof.left(), right);
            assertThatThrownBy(() -> Merkle.rootFromRange(broken, leaves.subList(5, 20)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void provesEveryLeafByTheAuditPathOfTheRfc() {
        Subtrees subtrees = subtrees(leaves);
        for (int size = 1; size <= SIZES; size++) {
            byte[] root = naive(leaves.subList(0, size));
            for (int index = 0; index < size; index++) {
                List<byte[]> path = Merkle.inclusionProof(index, size, subtrees);
                assertThat(path).containsExactlyElementsOf(naivePath(index, leaves.subList(0, size)));
                assertThat(Merkle.rootFromInclusion(index, size, leaves.get(index), path))
                        .isEqualTo(root);
                assertThat(Merkle.rootFromInclusion(index, size, leaf(new byte[0]), path))
                        .isNotEqualTo(root);
            }
        }
    }

    @Test
    void provesThatEveryTreeIsAPrefixOfEveryLaterOne() {
        Subtrees subtrees = subtrees(leaves);
        for (int second = 0; second <= SIZES; second++) {
            byte[] secondRoot = naive(leaves.subList(0, second));
            for (int first = 0; first <= second; first++) {
                byte[] firstRoot = naive(leaves.subList(0, first));
                List<byte[]> proof = Merkle.consistencyProof(first, second, subtrees);
                if (first > 0) {
                    assertThat(proof).containsExactlyElementsOf(naiveSubproof(first, leaves.subList(0, second), true));
                }
                assertThat(Merkle.isConsistent(first, firstRoot, second, secondRoot, proof))
                        .isTrue();
                assertThat(Merkle.isConsistent(first, leaves.getFirst(), second, secondRoot, proof))
                        .isEqualTo(first == 1);
                assertThat(Merkle.isConsistent(first, firstRoot, second, leaf(new byte[9]), proof))
                        .isEqualTo(first == 0 && second > 0);
            }
        }
    }

    /** RFC 6962, section 2.1, word for word. */
    private static byte[] naive(List<byte[]> d) {
        if (d.isEmpty()) {
            return sha256(new byte[0]);
        }
        if (d.size() == 1) {
            return d.getFirst();
        }
        int k = Integer.highestOneBit(d.size() - 1);
        return sha256(new byte[] {1}, naive(d.subList(0, k)), naive(d.subList(k, d.size())));
    }

    /** RFC 6962, section 2.1.1. */
    private static List<byte[]> naivePath(int m, List<byte[]> d) {
        List<byte[]> path = new ArrayList<>();
        if (d.size() > 1) {
            int k = Integer.highestOneBit(d.size() - 1);
            path.addAll(m < k ? naivePath(m, d.subList(0, k)) : naivePath(m - k, d.subList(k, d.size())));
            path.add(naive(m < k ? d.subList(k, d.size()) : d.subList(0, k)));
        }
        return path;
    }

    /** RFC 6962, section 2.1.2. */
    private static List<byte[]> naiveSubproof(int m, List<byte[]> d, boolean whole) {
        List<byte[]> proof = new ArrayList<>();
        if (m == d.size()) {
            if (!whole) {
                proof.add(naive(d));
            }
            return proof;
        }
        int k = Integer.highestOneBit(d.size() - 1);
        if (m <= k) {
            proof.addAll(naiveSubproof(m, d.subList(0, k), whole));
            proof.add(naive(d.subList(k, d.size())));
        } else {
            proof.addAll(naiveSubproof(m - k, d.subList(k, d.size()), false));
            proof.add(naive(d.subList(0, k)));
        }
        return proof;
    }

    private static Subtrees subtrees(List<byte[]> leaves) {
        return (level, index) -> naive(leaves.subList((int) (index << level), (int) ((index + 1) << level)));
    }

    private static byte[] leaf(byte[] data) {
        return sha256(new byte[] {0}, data);
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
