package dev.chancery.gateway.privacy;

import dev.chancery.contracts.AgentId;
import dev.chancery.contracts.TaskId;
import dev.chancery.gateway.privacy.CapsuleRefused.Why;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Seals what the placeholders of a request stand for, for its caller to keep: Chancery keeps nothing of it. Whoever brings it back
 * with the right to the output gets the output with the values in it.
 *
 * <p>A capsule is {@code c1.} and, in Base64 for URLs, a head and what is sealed. The head is readable and sealed along: id of the
 * secret (8 bytes), salt (32), end of validity (8, seconds since 1970), task and agent (each a length of 2 bytes and ASCII). What is
 * sealed is a JSON object from placeholder to value, by AES-256-GCM under a key and a nonce of its own, which HKDF-SHA256 derives
 * from the secret and the salt.
 */
public final class Capsules {

    /** Fewest bytes of a secret. */
    public static final int SECRET_BYTES = 32;

    private static final String VERSION = "c1.";
    private static final int ID_BYTES = 8;
    private static final int SALT_BYTES = 32;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<TreeMap<String, String>> VALUES = new TypeReference<>() {};

    private final Map<ByteBuffer, byte[]> secrets = new LinkedHashMap<>();
    private final ByteBuffer current;
    private final CapsuleSettings settings;
    private final InstantSource clock;

    /**
     * Seals with one secret, and opens with others too.
     *
     * @param previous secrets that were used before
     * @throws IllegalArgumentException when a secret is too short
     */
    public Capsules(byte[] secret, List<byte[]> previous, CapsuleSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.current = idOf(secret);
        Stream.concat(Stream.of(secret), previous.stream()).forEach(known -> {
            if (known.length < SECRET_BYTES) {
                throw new IllegalArgumentException("A secret of chancery.capsules has at least " + SECRET_BYTES
                        + " bytes; make it of random ones");
            }
            secrets.put(idOf(known), known.clone());
        });
    }

    /**
     * A capsule.
     *
     * @param expires from when on it is not opened any more
     */
    public record Sealed(String capsule, Instant expires) {}

    /**
     * Seals values.
     *
     * @param values as {@link SessionVault#values} gives them
     * @return empty when the capsule would be longer than the limit
     */
    public Optional<Sealed> seal(TaskId task, AgentId agent, Map<String, RawText> values) {
        Instant expires = clock.instant().plus(settings.expiry()).truncatedTo(ChronoUnit.SECONDS);
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        byte[] head = head(new Head(current, salt, expires, task.value(), agent.value()));
        TreeMap<String, String> raw = new TreeMap<>();
        values.forEach((placeholder, value) -> raw.put(placeholder, value.revealRawText()));
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, current, salt, head, JSON.writeValueAsBytes(raw));
        byte[] whole = ByteBuffer.allocate(head.length + sealed.length)
                .put(head)
                .put(sealed)
                .array();
        String capsule = VERSION + encoded(whole);
        return capsule.length() > settings.maximumCharacters()
                ? Optional.empty()
                : Optional.of(new Sealed(capsule, expires));
    }

    /**
     * Opens a capsule.
     *
     * @return what puts its values back
     * @throws CapsuleRefused when it is not for this task and agent, not any more, or no capsule
     */
    public SessionVault open(String capsule, TaskId task, AgentId agent) {
        if (!capsule.startsWith(VERSION) || capsule.length() > settings.maximumCharacters()) {
            throw new CapsuleRefused(Why.UNREADABLE);
        }
        byte[] bytes = decoded(capsule.substring(VERSION.length()));
        ByteBuffer whole = ByteBuffer.wrap(bytes);
        Head head = head(whole);
        if (!secrets.containsKey(head.secret())) {
            throw new CapsuleRefused(Why.UNKNOWN_KEY);
        }
        byte[] associated = Arrays.copyOf(bytes, whole.position());
        byte[] sealed = Arrays.copyOfRange(bytes, whole.position(), bytes.length);
        byte[] raw = crypt(Cipher.DECRYPT_MODE, head.secret(), head.salt(), associated, sealed);
        if (!head.task().equals(task.value())) {
            throw new CapsuleRefused(Why.ANOTHER_TASK);
        }
        if (!head.agent().equals(agent.value())) {
            throw new CapsuleRefused(Why.ANOTHER_AGENT);
        }
        if (!clock.instant().isBefore(head.expires())) {
            throw new CapsuleRefused(Why.EXPIRED);
        }
        Map<String, RawText> values = new TreeMap<>();
        JSON.readValue(raw, VALUES).forEach((placeholder, value) -> values.put(placeholder, RawText.of(value)));
        return SessionVault.of(values);
    }

    private record Head(ByteBuffer secret, byte[] salt, Instant expires, String task, String agent) {}

    private static byte[] head(Head head) {
        byte[] task = head.task().getBytes(StandardCharsets.US_ASCII);
        byte[] agent = head.agent().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(
                        ID_BYTES + SALT_BYTES + Long.BYTES + Short.BYTES + task.length + Short.BYTES + agent.length)
                .put(head.secret().duplicate())
                .put(head.salt())
                .putLong(head.expires().getEpochSecond())
                .putShort((short) task.length)
                .put(task)
                .putShort((short) agent.length)
                .put(agent)
                .array();
    }

    /** Reads up to the end of the head. */
    private static Head head(ByteBuffer whole) {
        try {
            return new Head(
                    ByteBuffer.wrap(bytes(whole, ID_BYTES)),
                    bytes(whole, SALT_BYTES),
                    Instant.ofEpochSecond(whole.getLong()),
                    text(whole),
                    text(whole));
        } catch (BufferUnderflowException | DateTimeException e) {
            throw new CapsuleRefused(Why.UNREADABLE);
        }
    }

    private static String text(ByteBuffer from) {
        int length = Short.toUnsignedInt(from.getShort());
        if (length > from.remaining()) {
            throw new BufferUnderflowException();
        }
        return new String(bytes(from, length), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decoded(String base64) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(base64);
            // The last character has bits that say nothing: changed, they are a change too.
            if (!encoded(bytes).equals(base64)) {
                throw new CapsuleRefused(Why.UNREADABLE);
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new CapsuleRefused(Why.UNREADABLE);
        }
    }

    private byte[] crypt(int mode, ByteBuffer secret, byte[] salt, byte[] associated, byte[] text) {
        byte[] derived =
                derived(Objects.requireNonNull(secrets.get(secret)), salt, "chancery capsule", KEY_BYTES + NONCE_BYTES);
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode,
                    new SecretKeySpec(derived, 0, KEY_BYTES, "AES"),
                    new GCMParameterSpec(TAG_BITS, derived, KEY_BYTES, NONCE_BYTES));
            cipher.updateAAD(VERSION.getBytes(StandardCharsets.US_ASCII));
            cipher.updateAAD(associated);
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            if (mode == Cipher.DECRYPT_MODE) {
                throw new CapsuleRefused(Why.UNREADABLE);
            }
            throw new IllegalStateException("Every JRE has AES-GCM", e);
        }
    }

    private static ByteBuffer idOf(byte[] secret) {
        return ByteBuffer.wrap(derived(secret, new byte[SALT_BYTES], "chancery capsule, id of the secret", ID_BYTES));
    }

    private static byte[] derived(byte[] secret, byte[] salt, String purpose, int length) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .addSalt(salt)
                            .thenExpand(purpose.getBytes(StandardCharsets.US_ASCII), length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JRE of 25 or later has HKDF", e);
        }
    }
}
