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

    /** A head of a public log with the cosignatures of public witnesses. */
    private static final String PUBLISHED = """
            arche2025h1.staging.ct.transparency.dev
            1432088532
            U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

            \u2014 arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
            \u2014 witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
            \u2014 remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
            """;

    @Test
    void verifiesAPublishedHead() {
        Note published = Note.parse(PUBLISHED);
        assertThat(NoteVerifier.parse(
                                "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f")
                        .verify(published))
                .isEqualTo(Verdict.VERIFIED);
        assertThat(CosignatureVerifier.parse("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")
                        .verify(published))
                .isEqualTo(new Cosigned(Verdict.VERIFIED, 0x6a122120));
    }

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
