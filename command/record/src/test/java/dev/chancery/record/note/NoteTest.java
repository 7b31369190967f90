package dev.chancery.record.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoteTest {

    /** The example of Go's golang.org/x/mod/sumdb/note. */
    private static final String SIGNER_KEY =
            "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

    private static final String VERIFIER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static final String TEXT =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private static final String NOTE = TEXT
            + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    @Test
    void signsThePublishedNote() throws GeneralSecurityException {
        // given
        byte[] encoded = Base64.getDecoder().decode(SIGNER_KEY.substring(SIGNER_KEY.lastIndexOf("+AYE") + 1));
        byte[] pkcs8 = HexFormat.of()
                .parseHex("302e020100300506032b657004220420"
                        + HexFormat.of().formatHex(encoded).substring(2));
        PrivateKey privateKey = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        byte[] raw = Arrays.copyOfRange(Base64.getDecoder().decode(VERIFIER_KEY.split("\\+", 3)[2]), 1, 33);
        // when
        NoteSigner signer = new NoteSigner("PeterNeumann", new KeyPair(Ed25519.publicKey(raw), privateKey));
        // then
        assertThat(signer.verifierKey()).isEqualTo(VERIFIER_KEY);
        assertThat(signer.sign(TEXT)).isEqualTo(NOTE);
    }

    @Test
    void verifiesThePublishedNoteAndNoOther() {
        NoteVerifier verifier = NoteVerifier.parse(VERIFIER_KEY);
        assertThat(verifier.verify(Note.parse(NOTE))).isEqualTo(NoteVerifier.Verdict.VERIFIED);
        assertThat(verifier.verify(Note.parse(NOTE.replace("problem,", "problem;"))))
                .isEqualTo(NoteVerifier.Verdict.FORGED);
        assertThat(verifier.verify(Note.parse(NOTE.replace("\u2014 Peter", "\u2014 Paul"))))
                .isEqualTo(NoteVerifier.Verdict.UNKNOWN_KEY);
        assertThat(verifier.verify(Note.parse(NOTE.replace("x08go/", "x08gp/"))))
                .isNotEqualTo(NoteVerifier.Verdict.VERIFIED);
    }

    @Test
    void refusesWhatIsNoNote() {
        for (String note : List.of(
                "",
                "\n",
                TEXT,
                NOTE.substring(0, NOTE.length() - 1),
                NOTE + "x\n",
                NOTE + "\n",
                NOTE.replace("\u2014 ", "- "),
                NOTE.replace("think", "th\tink"),
                NOTE.replace("AM=", "AN="),
                "x".repeat(Note.LIMIT) + NOTE,
                NOTE + "\u2014 a AAAAAAA=\n".repeat(Note.MAX_SIGNATURES))) {
            assertThatThrownBy(() -> Note.parse(note)).as(note).isInstanceOf(NoteException.class);
        }
    }

    @Test
    void refusesAKeyWhoseIdIsNotItsOwn() {
        for (String key : List.of("", "a+b+c", VERIFIER_KEY.replace("c74f20a3", "c74f20a4"), VERIFIER_KEY + "AA")) {
            assertThatThrownBy(() -> NoteVerifier.parse(key)).as(key).isInstanceOf(NoteException.class);
        }
    }

    @Test
    void readsTheCheckpointThatWasSigned() throws GeneralSecurityException {
        // given
        NoteSigner signer = new NoteSigner(
                "example.org/log", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        Checkpoint checkpoint = new Checkpoint("example.org/log", 1234, new byte[32]);
        // when
        String note = checkpoint.sign(signer);
        // then
        assertThat(NoteVerifier.parse(signer.verifierKey()).verify(Note.parse(note)))
                .isEqualTo(NoteVerifier.Verdict.VERIFIED);
        assertThat(Checkpoint.parse(note)).usingRecursiveComparison().isEqualTo(checkpoint);
        assertThat(Checkpoint.parse(Note.parse(note).text()).text()).isEqualTo(checkpoint.text());
    }

    @Test
    void refusesWhatIsNoCheckpoint() {
        String root = Base64.getEncoder().encodeToString(new byte[32]);
        for (String text : List.of(
                "",
                "o\n1\n",
                "o\n01\n" + root + "\n",
                "o\n-1\n" + root + "\n",
                "o\n1\nAAAA\n",
                "\n1\n" + root + "\n",
                "o\n1\n" + root,
                "o\n1\n" + root + "\nextension\n",
                "o\n9999999999999999999\n" + root + "\n")) {
            assertThatThrownBy(() -> Checkpoint.parse(text)).as(text).isInstanceOf(NoteException.class);
        }
    }
}
