package dev.chancery.query.web.security.openid;

import dev.chancery.contracts.AccountId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the provider says of a person.
 *
 * @param account which stands for the person here
 * @param groups as the provider names them
 * @param name how the person is called, null when it does not say
 */
record Vouched(
        AccountId account, List<String> groups, @Nullable String name) {

    private static final int DIGITS = 16;
    private static final int LONGEST_NAME = 200;

    Vouched {
        groups = List.copyOf(groups);
        name = name == null ? null : clean(name);
    }

    /** Stands for a person of a provider: {@code sso-} and 16 hex digits of SHA-256 over issuer, line feed and subject. */
    static AccountId account(String issuer, String subject) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((issuer + '\n' + subject).getBytes(StandardCharsets.UTF_8));
            return new AccountId("sso-" + HexFormat.of().formatHex(digest).substring(0, DIGITS));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable String clean(String name) {
        String plain = name.codePoints()
                .filter(point -> !Character.isISOControl(point) && Character.getType(point) != Character.FORMAT)
                .limit(LONGEST_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return plain.isEmpty() ? null : plain;
    }

    /** Not the person's name. */
    @Override
    public String toString() {
        return "Vouched[" + account + "]";
    }
}
