package dev.chancery.contracts.fact;

import dev.chancery.contracts.ContentId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * What an erasure destroyed.
 *
 * @param contents number of texts, each with its salt
 * @param digest lower-case hex SHA-256 of their content ids in ascending order, each followed by a newline
 * @param keys ids of the data keys that were destroyed; none when the contents share a key with others
 */
public record Erased(long contents, String digest, List<String> keys) {
    public Erased {
        keys = List.copyOf(keys);
    }

    /** The digest of some content ids, in any order. */
    public static String digest(Collection<ContentId> contents) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            contents.stream()
                    .map(content -> content.value() + "\n")
                    .sorted()
                    .forEach(line -> sha256.update(line.getBytes(StandardCharsets.US_ASCII)));
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JRE has SHA-256", e);
        }
    }
}
