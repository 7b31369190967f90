package dev.chancery.query.web.security;

import dev.chancery.contracts.AccountId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a password has to be, by NIST SP 800-63B-4, 3.1.1.2: long, and none that everybody tries first. Which characters it has is
 * nobody's business.
 */
public final class NewPassword {

    /** Shortest, in characters. */
    public static final int SHORTEST = 12;

    /** Longest, in characters. */
    public static final int LONGEST = SignIn.LONGEST;

    private static final int REPEATED = 3;
    private static final Set<String> COMMON = common();

    private NewPassword() {}

    /** What is wrong with a password, in a sentence that does not repeat it; empty when it may be taken. */
    public static Optional<String> problem(AccountId account, String password, String old) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || password.length() > LONGEST) {
            return Optional.of("A password has " + SHORTEST + " to " + LONGEST
                    + " characters, any you like. A few words that do not belong together are easy to keep.");
        }
        if (password.equals(old)) {
            return Optional.of("This is the password that you have. Take another.");
        }
        String plain = password.toLowerCase(Locale.ROOT);
        if (plain.contains(account.value().toLowerCase(Locale.ROOT)) || plain.contains("chancery")) {
            return Optional.of(
                    "A password that holds the name of its account, or of Chancery, is guessed first. Take another.");
        }
        if (COMMON.contains(plain) || plain.chars().distinct().count() <= REPEATED) {
            return Optional.of("Many people have this password, so it is guessed first. Take another.");
        }
        return Optional.empty();
    }

    private static Set<String> common() {
        try (InputStream list = NewPassword.class.getResourceAsStream("common-passwords.txt")) {
            if (list == null) {
                throw new IllegalStateException("The list of common passwords is missing.");
            }
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
