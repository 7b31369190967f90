package dev.chancery.query.web.security;

import java.util.Map;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** How passwords are kept: by Argon2id (RFC 9106). Hashes of bcrypt, as homes of before have them, still match; they ask for an upgrade. */
public final class Passwords {

    private Passwords() {}

    /** The encoder: writes {@code {argon2}$argon2id$…} with a salt of 16 bytes, 19 MiB, two passes, one lane. */
    public static PasswordEncoder encoder() {
        return new DelegatingPasswordEncoder(
                "argon2",
                Map.of(
                        "argon2", new Argon2PasswordEncoder(16, 32, 1, 19_456, 2),
                        "bcrypt", new BCryptPasswordEncoder()));
    }
}
