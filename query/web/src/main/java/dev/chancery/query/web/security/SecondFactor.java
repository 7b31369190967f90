package dev.chancery.query.web.security;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.KeyDigest;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.AccountSecrets.Secrets;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Codes of an authenticator app: RFC 6238 with HMAC-SHA-1, six digits and steps of thirty seconds, which is what the apps know. A code
 * holds in its step, the one before and the one after, and once. In its place one of ten recovery codes, each good for one time.
 */
@Component
public final class SecondFactor {

    /** Length of the shared secret: that of the hash (RFC 4226, 4). */
    static final int SECRET_BYTES = 20;

    private static final int RECOVERY_CODES = 10;
    private static final long STEP_SECONDS = 30;
    private static final int DIGITS = 6;

    private final AccountSecrets secrets;
    private final SecureRandom random;
    private final InstantSource clock;
    private final TimeBasedOneTimePasswordGenerator generator = new TimeBasedOneTimePasswordGenerator();

    SecondFactor(AccountSecrets secrets, SecureRandom random, InstantSource clock) {
        this.secrets = secrets;
        this.random = random;
        this.clock = clock;
    }

    /** A new shared secret. */
    public byte[] newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    /** Ten new recovery codes, as they are shown once: {@code abcd-efgh-ijkl-mnop}, 80 bits each. */
    public List<String> newRecoveryCodes() {
        List<String> codes = new ArrayList<>(RECOVERY_CODES);
        for (int n = 0; n < RECOVERY_CODES; n++) {
            codes.add(ReadableSecret.random(random));
        }
        return codes;
    }

    /** The digest by which a recovery code is known. */
    public static String digest(String recoveryCode) {
        return KeyDigest.of(recoveryCode.toLowerCase(Locale.ROOT).replaceAll("[^a-z2-7]", ""));
    }

    /** A secret as it is typed into an app. */
    public static String base32(byte[] secret) {
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte each : secret) {
            held = (held << 8) | (each & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ReadableSecret.LETTERS.charAt((held >> bits) & 31));
            }
        }
        if (bits > 0) {
            text.append(ReadableSecret.LETTERS.charAt((held << (5 - bits)) & 31));
        }
        return text.toString().toUpperCase(Locale.ROOT);
    }

    /** What an app reads from the picture. */
    public static String uri(AccountId account, byte[] secret) {
        String name = URLEncoder.encode(account.value(), StandardCharsets.UTF_8).replace("+", "%20");
        return "otpauth://totp/Chancery:" + name + "?secret=" + base32(secret) + "&issuer=Chancery";
    }

    /** Uses a code of an account up. @return false when it is wrong, too old, or was used */
    public boolean use(AccountId account, String typed) {
        Optional<Secrets> kept = secrets.find(account);
        byte[] secret = kept.map(SecondFactor::secret).orElse(null);
        if (secret == null) {
            return false;
        }
        String code = plain(typed);
        if (isDigits(code)) {
            OptionalLong step = step(secret, code);
            return step.isPresent() && secrets.useStep(account, step.getAsLong());
        }
        return secrets.useRecoveryCode(account, digest(code));
    }

    /** Whether a code is one of a secret that is not enrolled yet. */
    public boolean isCode(byte[] secret, String typed) {
        String code = plain(typed);
        return isDigits(code) && step(secret, code).isPresent();
    }

    private static String plain(String typed) {
        return typed.replace(" ", "").strip();
    }

    private static boolean isDigits(String code) {
        return code.length() == DIGITS && code.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static byte @Nullable [] secret(Secrets kept) {
        return kept.secondFactor();
    }

    /** The step of which a code is; each is computed and compared, so that the time tells nothing. */
    OptionalLong step(byte[] secret, String code) {
        long now = clock.instant().getEpochSecond() / STEP_SECONDS;
        OptionalLong found = OptionalLong.empty();
        for (long step = now - 1; step <= now + 1; step++) {
            if (MessageDigest.isEqual(
                    code(secret, step).getBytes(StandardCharsets.US_ASCII), code.getBytes(StandardCharsets.US_ASCII))) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    /** The code of a step. */
    String code(byte[] secret, long step) {
        try {
            return generator.generateOneTimePasswordString(
                    new SecretKeySpec(secret, generator.getAlgorithm()), Instant.ofEpochSecond(step * STEP_SECONDS));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC takes any key", e);
        }
    }
}
