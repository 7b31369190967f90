package dev.chancery.gateway.privacy;

import dev.chancery.inference.conversation.Conversation;
import dev.chancery.inference.conversation.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names the instructions of a request, those of the system and of developers, by a digest that only this installation can make: HMAC-SHA256
 * under a key that HKDF-SHA256 derives from a secret. Instructions may be short or guessed, and a plain hash would let anybody who has
 * the record try what they were.
 */
public final class InstructionDigests {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 8;

    private final SecretKeySpec key;
    private final String prefix;

    /**
     * Makes digests by a secret.
     *
     * @param secret of {@value Capsules#SECRET_BYTES} bytes or more
     */
    public InstructionDigests(byte[] secret) {
        if (secret.length < Capsules.SECRET_BYTES) {
            throw new IllegalArgumentException("A secret has at least " + Capsules.SECRET_BYTES + " bytes");
        }
        this.key = new SecretKeySpec(derived(secret, "chancery digest of instructions", KEY_BYTES), ALGORITHM);
        this.prefix = "hmac-sha256:"
                + HexFormat.of().formatHex(derived(secret, "chancery digest of instructions, id of the key", ID_BYTES))
                + ":";
    }

    /**
     * The digest of a conversation's instructions, in their order and with where each begins.
     *
     * @param sanitised a conversation without personal data
     * @return empty when it has none
     */
    public Optional<String> of(Conversation sanitised) {
        List<byte[]> instructions = sanitised.messages().stream()
                .filter(Message.System.class::isInstance)
                .map(message -> ((Message.System) message).text().getBytes(StandardCharsets.UTF_8))
                .toList();
        if (instructions.isEmpty()) {
            return Optional.empty();
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] text : instructions) {
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(text.length).flip());
                mac.update(text);
            }
            return Optional.of(prefix + HexFormat.of().formatHex(mac.doFinal()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JRE has HMAC-SHA256", e);
        }
    }

    private static byte[] derived(byte[] secret, String purpose, int length) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .addSalt(new byte[KEY_BYTES])
                            .thenExpand(purpose.getBytes(StandardCharsets.US_ASCII), length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JRE of 25 or later has HKDF", e);
        }
    }
}
