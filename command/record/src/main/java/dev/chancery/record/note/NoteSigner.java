package dev.chancery.record.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;

/** Signs notes with an Ed25519 key (C2SP signed-note). Thread-safe. */
public final class NoteSigner {

    private final String name;
    private final PrivateKey privateKey;
    private final byte[] rawPublicKey;
    private final byte[] keyId;

    /**
     * @param name of the key: a word without plus sign, by custom a URL without scheme
     * @param keys an Ed25519 pair
     */
    public NoteSigner(String name, KeyPair keys) {
        if (!Ed25519.isName(name)) {
            throw new IllegalArgumentException("A key's name has neither space nor plus sign: '" + name + "'");
        }
        this.name = name;
        this.privateKey = keys.getPrivate();
        this.rawPublicKey = Ed25519.raw(keys.getPublic());
        this.keyId = Ed25519.keyId(name, rawPublicKey);
    }

    /** The public half as {@code name+id+base64}. */
    public String verifierKey() {
        byte[] key = ByteBuffer.allocate(1 + Ed25519.KEY_BYTES)
                .put(Ed25519.ALGORITHM)
                .put(rawPublicKey)
                .array();
        return name + "+" + HexFormat.of().formatHex(keyId) + "+"
                + Base64.getEncoder().encodeToString(key);
    }

    /**
     * The text, an empty line and the signature's line.
     *
     * @param text ends with a newline
     */
    public String sign(String text) {
        Note.checkText(text);
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(privateKey);
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] line = ByteBuffer.allocate(Ed25519.ID_BYTES + Ed25519.SIGNATURE_BYTES)
                    .put(keyId)
                    .put(ed25519.sign())
                    .array();
            return text + "\n" + Note.DASH + name + " " + Base64.getEncoder().encodeToString(line) + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key cannot sign", e);
        }
    }
}
