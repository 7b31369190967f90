package dev.chancery.contracts.log;

import dev.chancery.contracts.ContentId;
import dev.chancery.contracts.fact.ContentRef;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Sanitised text on its way to, or from, the erasable content store.
 *
 * @param ref what the event says of it
 * @param salt {@value #SALT_BYTES} random bytes, erased with the text
 * @param utf8 the text
 */
public record Content(ContentRef ref, byte[] salt, byte[] utf8) {

    /** Length of a salt, in bytes. */
    public static final int SALT_BYTES = 16;

    private static final byte[] DOMAIN = "chancery-content-v1\0".getBytes(StandardCharsets.US_ASCII);

    /** Commits to a text. */
    public static Content of(ContentId id, byte[] salt, String sanitised) {
        return of(id, salt, sanitised.getBytes(StandardCharsets.UTF_8));
    }

    /** Commits to a text in UTF-8. */
    public static Content of(ContentId id, byte[] salt, byte[] utf8) {
        return new Content(new ContentRef(id, commitment(salt, utf8), utf8.length), salt, utf8);
    }

    /** Lower-case hex SHA-256 of the domain {@code chancery-content-v1\0}, the salt and the text. */
    public static String commitment(byte[] salt, byte[] utf8) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(DOMAIN);
            sha256.update(salt);
            return HexFormat.of().formatHex(sha256.digest(utf8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }

    /** The sanitised text. */
    public String text() {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
