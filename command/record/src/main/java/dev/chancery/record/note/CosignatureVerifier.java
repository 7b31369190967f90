package dev.chancery.record.note;

import dev.chancery.record.note.NoteVerifier.Verdict;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Verifies what a witness signed: cosignature/v1 of C2SP tlog-cosignature, by Ed25519. Thread-safe. */
public final class CosignatureVerifier {

    private final VerifierKey key;

    private CosignatureVerifier(VerifierKey key) {
        this.key = key;
    }

    /**
     * What a witness says of a checkpoint.
     *
     * @param seconds since 1970, when the witness says it signed; 0 unless verified
     */
    public record Cosigned(Verdict verdict, long seconds) {}

    /**
     * Reads a witness's verifier key: {@code name+id+base64}, algorithm 0x04.
     *
     * @throws NoteException when it is none, or its id is not that of its key
     */
    public static CosignatureVerifier parse(String verifierKey) {
        return new CosignatureVerifier(VerifierKey.parse(verifierKey, Ed25519.COSIGNATURE));
    }

    /** The witness's name. */
    public String name() {
        return key.name();
    }

    /** Whether, and when, this witness signed the checkpoint. */
    public Cosigned verify(Note checkpoint) {
        return key.signatureOn(checkpoint)
                .map(signature -> verify(checkpoint.text(), signature))
                .orElse(new Cosigned(Verdict.UNKNOWN_KEY, 0));
    }

    private Cosigned verify(String text, byte[] signature) {
        if (signature.length != Long.BYTES + Ed25519.SIGNATURE_BYTES) {
            return new Cosigned(Verdict.FORGED, 0);
        }
        long seconds = ByteBuffer.wrap(signature).getLong();
        byte[] ed25519 = Arrays.copyOfRange(signature, Long.BYTES, signature.length);
        return seconds >= 0 && key.signed(message(text, seconds), ed25519)
                ? new Cosigned(Verdict.VERIFIED, seconds)
                : new Cosigned(Verdict.FORGED, 0);
    }

    static String message(String checkpoint, long seconds) {
        return "cosignature/v1\ntime " + seconds + "\n" + checkpoint;
    }
}
