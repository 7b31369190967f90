package dev.chancery.record.note;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;

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

    private final String name;
    private final byte[] keyId;
    private final PublicKey key;

    private NoteVerifier(String name, byte[] keyId, PublicKey key) {
        this.name = name;
        this.keyId = keyId;
        this.key = key;
    }

    /**
     * Reads a verifier key: {@code name+id+base64}, the id in eight hexadecimal digits.
     *
     * @throws NoteException when it is none, or its id is not that of its key
     */
    public static NoteVerifier parse(String verifierKey) {
        String[] parts = verifierKey.split("\\+", 3);
        if (parts.length != 3 || !Ed25519.isName(parts[0]) || !parts[1].matches("[0-9a-f]{8}")) {
            throw new NoteException("A verifier key is 'name+id+base64'");
        }
        byte[] encoded = Ed25519.base64(parts[2]);
        if (encoded.length != 1 + Ed25519.KEY_BYTES || encoded[0] != Ed25519.ALGORITHM) {
            throw new NoteException("The verifier key is not an Ed25519 key");
        }
        byte[] raw = Arrays.copyOfRange(encoded, 1, encoded.length);
        byte[] keyId = Ed25519.keyId(parts[0], raw);
        if (!HexFormat.of().formatHex(keyId).equals(parts[1])) {
            throw new NoteException("The verifier key's id is not that of its key");
        }
        try {
            return new NoteVerifier(parts[0], keyId, Ed25519.publicKey(raw));
        } catch (GeneralSecurityException e) {
            throw new NoteException("The verifier key is no point of the curve");
        }
    }

    /** The key's name. */
    public String name() {
        return name;
    }

    /** Whether this key signed the note. */
    public Verdict verify(Note note) {
        for (Note.NoteSignature signature : note.signatures()) {
            if (signature.name().equals(name) && Arrays.equals(signature.keyId(), keyId)) {
                return isGenuine(note.text(), signature.signature()) ? Verdict.VERIFIED : Verdict.FORGED;
            }
        }
        return Verdict.UNKNOWN_KEY;
    }

    private boolean isGenuine(String text, byte[] signature) {
        if (signature.length != Ed25519.SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            return ed25519.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature that is not even well-formed is not genuine.
            return false;
        }
    }
}
