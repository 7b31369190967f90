package dev.chancery.record.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chancery.contracts.event.ErasureEvent.ErasureCompleted;
import dev.chancery.contracts.event.ErasureEvent.ErasureRequested;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.event.ToolEvent.ToolCallFailed;
import dev.chancery.contracts.fact.ContentScope;
import dev.chancery.contracts.fact.Erased;
import dev.chancery.contracts.log.StoredEvent;
import dev.chancery.record.EventCodec;
import dev.chancery.record.LeafHash;
import dev.chancery.record.StoredName;
import dev.chancery.record.certificate.ErasureCertificate.Evidence;
import dev.chancery.record.certificate.ErasureCertificate.Verdict;
import dev.chancery.record.merkle.Merkle;
import dev.chancery.record.merkle.Subtrees;
import dev.chancery.record.note.Checkpoint;
import dev.chancery.record.note.NoteSigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErasureCertificateTest {

    private static final String ORIGIN = "log.example/a";

    private final NoteSigner signer = signer();
    private final EventCodec codec = new EventCodec();
    private final List<StoredEvent> log = new ArrayList<>();

    private static NoteSigner signer() {
        try {
            return new NoteSigner(
                    ORIGIN, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private StoredEvent record(String stream, long sequence, Event event) {
        StoredName name = codec.nameOf(event);
        StoredEvent stored = new StoredEvent(
                log.size(),
                "0197a1c2-7b1e-7c3d-9a54-" + String.format("%012d", log.size()),
                stream,
                sequence,
                name.name(),
                name.revision(),
                Instant.parse("2026-11-20T12:00:00Z").plusMillis(log.size()),
                codec.encode(event),
                "{}".getBytes(StandardCharsets.UTF_8));
        log.add(stored);
        return stored;
    }

    private void noise(int events) {
        for (int i = 0; i < events; i++) {
            record("task/t-" + log.size(), 0, new ToolCallFailed("x", i, null));
        }
    }

    private List<byte[]> leaves() {
        return log.stream().map(LeafHash::of).toList();
    }

    private String head() {
        return new Checkpoint(ORIGIN, log.size(), Merkle.root(leaves())).sign(signer);
    }

    private Subtrees subtrees() {
        List<byte[]> leaves = leaves();
        return (level, index) -> Merkle.root(leaves.subList((int) (index << level), (int) ((index + 1) << level)));
    }

    private static List<String> hex(List<byte[]> hashes) {
        return hashes.stream().map(HexFormat.of()::formatHex).toList();
    }

    private ErasureCertificate certificate() {
        noise(5);
        StoredEvent requested = record(
                "erasure/e",
                0,
                new ErasureRequested(
                        "e", new ContentScope(ContentScope.Kind.SUBJECT, "customer-42"), "Art. 17, by letter", "ada"));
        noise(3);
        String before = head();
        long size = log.size();
        noise(2);
        StoredEvent completed =
                record("erasure/e", 1, new ErasureCompleted(new Erased(12, "ab".repeat(32), List.of("k")), before));
        noise(4);
        return new ErasureCertificate(
                Evidence.of(requested),
                Evidence.of(completed),
                hex(Merkle.inclusionProof(requested.position(), log.size(), subtrees())),
                hex(Merkle.inclusionProof(completed.position(), log.size(), subtrees())),
                hex(Merkle.consistencyProof(size, log.size(), subtrees())),
                head());
    }

    @Test
    void tellsAPersonWhatHappenedAndProvesIt() {
        // given
        String text = certificate().text();

        // when then
        assertThat(text)
                .contains("the person known there by the pseudonym customer-42")
                .contains("Art. 17, by letter")
                .contains("2026-11-20T12:00:00.005000Z (UTC) by ada")
                .contains("12 kept texts with their salts, and 1 key that sealed them");
        assertThat(ErasureCertificate.verify(text, signer.verifierKey())).isEqualTo(Verdict.VERIFIED);
    }

    @Test
    void isTamperedWhereverOneCharacterIsAnother() {
        // given
        String text = certificate().text();
        int changed = 0;

        // when then
        for (int i = 0; i < text.length(); i += 7) {
            char other = text.charAt(i) == '7' ? '8' : '7';
            String forged = text.substring(0, i) + other + text.substring(i + 1);
            assertThat(ErasureCertificate.verify(forged, signer.verifierKey()))
                    .as("position %d", i)
                    .isNotEqualTo(Verdict.VERIFIED);
            changed++;
        }
        assertThat(changed).isGreaterThan(200);
    }

    @Test
    void isTamperedWhenItsProofsAreOfOtherEvents() {
        // given
        ErasureCertificate sound = certificate();

        // when
        ErasureCertificate swapped = new ErasureCertificate(
                sound.requested(),
                sound.completed(),
                sound.completedPath(),
                sound.requestedPath(),
                sound.consistency(),
                sound.after());

        // then
        assertThat(ErasureCertificate.verify(swapped.text(), signer.verifierKey()))
                .isEqualTo(Verdict.TAMPERED);
    }

    @Test
    void knowsWhenAnotherKeySigned() {
        assertThat(ErasureCertificate.verify(certificate().text(), signer().verifierKey()))
                .isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void takesNoRubbish() {
        for (String rubbish : List.of(
                "",
                "{}",
                "x\n-- evidence, for programs --\n",
                "x\n-- evidence, for programs --\nnull\n",
                "x\n-- evidence, for programs --\n{\"after\":\"\"}\n")) {
            assertThat(ErasureCertificate.verify(rubbish, signer.verifierKey())).isEqualTo(Verdict.TAMPERED);
        }
    }
}
