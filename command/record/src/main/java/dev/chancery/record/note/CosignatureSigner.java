package dev.chancery.record.note;

import java.nio.ByteBuffer;
import java.security.KeyPair;

/** Signs checkpoints of others as a witness: cosignature/v1 of C2SP tlog-cosignature, by Ed25519. Thread-safe. */
public final class CosignatureSigner {

    private final SigningKey key;

    /**
     * @param name of the witness: a word without plus sign, by custom a URL without scheme
     * @param keys an Ed25519 pair that signs nothing else
     */
    public CosignatureSigner(String name, KeyPair keys) {
        key = new SigningKey(name, Ed25519.COSIGNATURE, keys);
    }

    /** The public half as {@code name+id+base64}. */
    public String verifierKey() {
        return key.verifierKey();
    }

    /**
     * The line that this witness adds to a checkpoint.
     *
     * @param checkpoint the text that the log signed
     * @param seconds since 1970, when this was the largest head that the witness had seen
     */
    public String line(String checkpoint, long seconds) {
        return key.line(
                ByteBuffer.allocate(Long.BYTES).putLong(seconds).array(),
                CosignatureVerifier.message(checkpoint, seconds));
    }
}
