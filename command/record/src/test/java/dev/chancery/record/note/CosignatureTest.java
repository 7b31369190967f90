package dev.chancery.record.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chancery.record.note.CosignatureVerifier.Cosigned;
import dev.chancery.record.note.NoteVerifier.Verdict;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.Test;

class CosignatureTest {

    private static final String ORIGIN = "example.org/log";
    private static final long AT = 1_767_225_600;

    private final NoteSigner log = new NoteSigner(ORIGIN, keys());
    private final CosignatureSigner witness = new CosignatureSigner("witness.example", keys());
    private final Checkpoint head = new Checkpoint(ORIGIN, 7, new byte[32]);
    private final String note = head.sign(log) + witness.line(head.text(), AT);
    private final CosignatureVerifier verifier = CosignatureVerifier.parse(witness.verifierKey());

    @Test
    void standsBesideTheLogsOwnSignature() {
        assertThat(verifier.verify(Note.parse(note))).isEqualTo(new Cosigned(Verdict.VERIFIED, AT));
        assertThat(NoteVerifier.parse(log.verifierKey()).verify(Note.parse(note)))
                .isEqualTo(Verdict.VERIFIED);
        assertThat(Checkpoint.parse(note).size()).isEqualTo(7);
    }

    @Test
    void isOfThisHeadAndThisTime() {
        String other = new Checkpoint(ORIGIN, 8, new byte[32]).sign(log) + witness.line(head.text(), AT);
        String later = note.replace(
                note.substring(note.lastIndexOf(' ') + 1, note.lastIndexOf(' ') + 24),
                witness.line(head.text(), AT + 1)
                        .substring(Note.DASH.length() + "witness.example ".length())
                        .substring(0, 23));
        assertThat(verifier.verify(Note.parse(other)).verdict()).isEqualTo(Verdict.FORGED);
        assertThat(verifier.verify(Note.parse(later)).verdict()).isEqualTo(Verdict.FORGED);
        assertThat(verifier.verify(Note.parse(head.sign(log))).verdict()).isEqualTo(Verdict.UNKNOWN_KEY);
    }

    @Test
    void keepsTheKeysOfLogsAndWitnessesApart() {
        assertThatThrownBy(() -> NoteVerifier.parse(witness.verifierKey())).isInstanceOf(NoteException.class);
        assertThatThrownBy(() -> CosignatureVerifier.parse(log.verifierKey())).isInstanceOf(NoteException.class);
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
