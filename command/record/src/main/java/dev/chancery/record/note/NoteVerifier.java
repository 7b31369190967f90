package dev.chancery.record.note;

/** Verifies notes with an Ed25519 key (C2SP signed-note). Thread-safe. */
public final class NoteVerifier {

    /** What a key says of a note. */
    public enum Verdict {
        /** The key signed this text. */
        VERIFIED,
        /** There is a signature with the key's name and id, and it is not of this text. */
        FORGED,
        /** No signature names this key. */
        UNKNOWN_KEY
    }

    private final VerifierKey key;

    private NoteVerifier(VerifierKey key) {
        this.key = key;
    }

    /**
     * Reads a verifier key: {@code name+id+base64}, the id in eight hexadecimal digits.
     *
     * @throws NoteException when it is none, or its id is not that of its key
     */
    public static NoteVerifier parse(String verifierKey) {
        return new NoteVerifier(VerifierKey.parse(verifierKey, Ed25519.ALGORITHM));
    }

    /** The key's name. */
    public String name() {
        return key.name();
    }

    /** Whether this key signed the note. */
    public Verdict verify(Note note) {
        return key.signatureOn(note)
                .map(signature -> key.signed(note.text(), signature) ? Verdict.VERIFIED : Verdict.FORGED)
                .orElse(Verdict.UNKNOWN_KEY);
    }
}
