package dev.chancery.record.note;

import java.security.KeyPair;

/** Signs notes with an Ed25519 key (C2SP signed-note). Thread-safe. */
public final class NoteSigner {

    private final SigningKey key;

    /**
     * @param name of the key: a word without plus sign, by custom a URL without scheme
     * @param keys an Ed25519 pair
     */
    public NoteSigner(String name, KeyPair keys) {
        key = new SigningKey(name, Ed25519.ALGORITHM, keys);
    }

    /** The public half as {@code name+id+base64}. */
    public String verifierKey() {
        return key.verifierKey();
    }

    /**
     * The text, an empty line and the signature's line.
     *
     * @param text ends with a newline
     */
    public String sign(String text) {
        Note.checkText(text);
        return text + "\n" + line(text);
    }

    /** The line that this key adds to a note with that text. */
    public String line(String text) {
        return key.line(new byte[0], text);
    }
}
