package dev.chancery.query.web.security;

import dev.chancery.contracts.KeyDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A fresh token for a program.
 *
 * @param bearer {@code cht_<id>_<256 random bits in base64url>}; shown once and kept nowhere
 * @param id 8 hex digits, the part that may be shown
 * @param sha256 lower-case hex of the whole in ASCII
 */
public record ApiToken(String bearer, String id, String sha256) {

    private static final int ID_BYTES = 4;

    /** Makes a token. */
    public static ApiToken random(SecureRandom random) {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        String bearer = "cht_" + id + "_" + AgentKey.secret(random);
        return new ApiToken(bearer, id, KeyDigest.of(bearer));
    }

    /** Hides the token. */
    @Override
    public String toString() {
        return "ApiToken[" + id + "]";
    }
}
