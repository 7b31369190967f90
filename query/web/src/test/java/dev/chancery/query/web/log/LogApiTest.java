package dev.chancery.query.web.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.log.Ledger;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.Note;
import dev.chancery.record.note.NoteSigner;
import dev.chancery.record.note.NoteVerifier;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

class LogApiTest {

    private static final int SIZE = 11;

    /** Eleven leaves and the real mathematics. */
    private record SmallLedger(List<byte[]> leaves, NoteSigner signer) implements Ledger {
        @Override
        public String checkpoint() {
            return new Checkpoint("example.org/log", leaves.size(), Merkle.root(leaves)).sign(signer);
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
    }

    private final SmallLedger ledger = new SmallLedger(
            IntStream.range(0, SIZE)
                    .mapToObj(i -> Merkle.nodeHash(new byte[] {(byte) i}, new byte[0]))
                    .toList(),
            signer());

    private final MockMvcTester http = MockMvcTester.of(new LogApi(ledger));

    @Test
    void provesEveryEventAgainstTheSignedHead() {
        for (int index = 0; index < SIZE; index++) {
            // when
            String text = get("/api/log/proof/" + index);
            String[] parts = text.split("\n\n", 2);
            List<String> lines = parts[0].lines().toList();
            Note note = Note.parse(parts[1]);
            // then
            assertThat(lines.subList(0, 2)).containsExactly("c2sp.org/tlog-proof@v1", "index " + index);
            List<byte[]> path = lines.subList(2, lines.size()).stream()
                    .map(Base64.getDecoder()::decode)
                    .toList();
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            assertThat(Merkle.rootFromInclusion(index, checkpoint.size(), ledger.leaves.get(index), path))
                    .isEqualTo(checkpoint.rootHash());
            assertThat(NoteVerifier.parse(get("/api/log/key").strip()).verify(note))
                    .isEqualTo(NoteVerifier.Verdict.VERIFIED);
        }
    }

    @Test
    void givesTheCheckpointAsItWasSigned() {
        assertThat(get("/api/log/checkpoint")).isEqualTo(ledger.checkpoint());
    }

    @Test
    void saysWhatPositionsThereAre() {
        assertThat(http.get().uri("/api/log/proof/" + SIZE))
                .hasStatus(404)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyText()
                .contains("positions end before 11");
        for (String bad : List.of("x", "-1", "007", "9".repeat(30))) {
            assertThat(http.get().uri("/api/log/proof/" + bad)).hasStatus(400);
        }
    }

    private String get(String path) {
        byte[] body = http.get().uri(path).exchange().getResponse().getContentAsByteArray();
        return new String(body, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static NoteSigner signer() {
        try {
            return new NoteSigner(
                    "example.org/log", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
