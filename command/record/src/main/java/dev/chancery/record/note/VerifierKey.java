package dev.chancery.record.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The public half of a key in its text form {@code name+id+base64}, the id in eight hexadecimal digits.
 *
 * @param id four bytes that follow from name, algorithm and key
 */
record VerifierKey(String name, byte[] id, PublicKey key) {

    /**
     * Reads a key of one algorithm.
     *
     * @throws NoteException when it is none, or its id is not that of its key
     */
    static VerifierKey parse(String text, byte algorithm) {
        String[] parts = text.split("\\+", 3);
        if (parts.length != 3 || !Ed25519.isName(parts[0]) || !parts[1].matches("[0-9a-f]{8}")) {
            throw new NoteException("A verifier key is 'name+id+base64'");
        }
        byte[] encoded = Ed25519.base64(parts[2]);
        if (encoded.length != 1 + Ed25519.KEY_BYTES || encoded[0] != algorithm) {
            throw new NoteException(
                    algorithm == Ed25519.ALGORITHM
                            ? "The verifier key is not an Ed25519 key"
                            : "The verifier key is not a witness's Ed25519 key (cosignature/v1)");
        }
        byte[] raw = Arrays.copyOfRange(encoded, 1, encoded.length);
        byte[] id = Ed25519.keyId(parts[0], algorithm, raw);
        if (!HexFormat.of().formatHex(id).equals(parts[1])) {
            throw new NoteException("The verifier key's id is not that of its key");
        }
        try {
            return new VerifierKey(parts[0], id, Ed25519.publicKey(raw));
        } catch (GeneralSecurityException e) {
            throw new NoteException("The verifier key is no point of the curve");
        }
    }

    static String format(String name, byte algorithm, byte[] rawKey) {
        byte[] encoded = ByteBuffer.allocate(1 + rawKey.length)
                .put(algorithm)
                .put(rawKey)
                .array();
        return name + "+" + HexFormat.of().formatHex(Ed25519.keyId(name, algorithm, rawKey)) + "+"
                + Base64.getEncoder().encodeToString(encoded);
    }

    /** The first signature of a note that names this key. */
    Optional<byte[]> signatureOn(Note note) {
        return note.signatures().stream()
                .filter(s -> s.name().equals(name) && Arrays.equals(s.keyId(), id))
                .map(Note.NoteSignature::signature)
                .findFirst();
    }

    boolean signed(String message, byte[] signature) {
        if (signature.length != Ed25519.SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(message.getBytes(StandardCharsets.UTF_8));
            return ed25519.verify(signature);
        } catch (GeneralSecurityException e) {
            // A signature that is not even well-formed is not genuine.
            return false;
        }
    }
}
