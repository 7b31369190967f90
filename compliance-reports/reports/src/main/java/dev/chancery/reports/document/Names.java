package dev.chancery.reports.document;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;

/** Names that follow from what they name: UUIDs, and folders in a pack. */
final class Names {

    private static final Pattern PLAIN =
            Pattern.compile("(?!id-)(?!(con|prn|aux|nul|com[0-9]|lpt[0-9])$)[a-z0-9][a-z0-9_-]{0,63}");

    /** That of URLs, of which URNs are some: RFC 9562, section 6.6. */
    private static final UUID NAMESPACE = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    private static final String HOME = "urn:chancery:document:";

    private Names() {}

    /** A UUID of version 5 (RFC 9562): the same parts, the same UUID. */
    static UUID uuid(String... parts) {
        // A part may hold anything, so that each is told with its length.
        StringBuilder name = new StringBuilder(HOME);
        for (String part : parts) {
            name.append(part.length()).append(':').append(part);
        }
        ByteBuffer namespace = ByteBuffer.allocate(16)
                .putLong(NAMESPACE.getMostSignificantBits())
                .putLong(NAMESPACE.getLeastSignificantBits());
        byte[] hash = digest("SHA-1", namespace.array(), name.toString().getBytes(StandardCharsets.UTF_8));
        hash[6] = (byte) ((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** The folder of something by its id, which may hold slashes and dots: as it is, or a digest of it after {@code id-}. */
    static String folder(String id) {
        return PLAIN.matcher(id).matches()
                ? id
                : "id-" + HexFormat.of().formatHex(digest("SHA-256", id.getBytes(StandardCharsets.UTF_8)), 0, 16);
    }

    private static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has " + algorithm, e);
        }
    }
}
