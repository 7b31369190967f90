package dev.chancery.record.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Base64;

/** An Ed25519 pair with a name, for signatures of one algorithm of C2SP signed-note. */
record SigningKey(String name, byte algorithm, KeyPair keys) {
    SigningKey {
        if (!Ed25519.isName(name)) {
            throw new IllegalArgumentException("A key's name has neither space nor plus sign: '" + name + "'");
        }
    }

    String verifierKey() {
        return VerifierKey.format(name, algorithm, Ed25519.raw(keys.getPublic()));
    }

    /** A signature's line: the key's id, what precedes the signature in it, and the signature of the message. */
    String line(byte[] before, String message) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(keys.getPrivate());
            ed25519.update(message.getBytes(StandardCharsets.UTF_8));
            byte[] line = ByteBuffer.allocate(Ed25519.ID_BYTES + before.length + Ed25519.SIGNATURE_BYTES)
                    .put(Ed25519.keyId(name, algorithm, Ed25519.raw(keys.getPublic())))
                    .put(before)
                    .put(ed25519.sign())
                    .array();
            return Note.DASH + name + " " + Base64.getEncoder().encodeToString(line) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key cannot sign", e);
        }
    }
}
