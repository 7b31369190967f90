package dev.chancery.contracts.log;

import dev.chancery.contracts.AccountId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What proves local accounts, and the names by which people are called. Kept beside the log and never in it: it changes, is
 * secret, and goes when an account is forgotten. All nodes share it.
 */
public interface AccountSecrets {

    /** Of an account; empty when there are none. */
    Optional<Secrets> find(AccountId account);

    /** Keeps these in the place of what was there. */
    void keep(AccountId account, Secrets secrets);

    /** Uses a code of the second factor up. Of several at once, on any node, one succeeds. @return false when it, or a later one, was used before */
    boolean useStep(AccountId account, long step);

    /** Uses a recovery code up. @return false when there is none with this digest any more */
    boolean useRecoveryCode(AccountId account, String sha256);

    /** Forgets them. */
    void forget(AccountId account);

    /**
     * Secrets of an account.
     *
     * @param passwordHash as Spring Security's delegating encoder writes it: {@code {argon2}…}; null without a password
     * @param secondFactor the shared secret of RFC 6238, encrypted at rest; null without one
     * @param recoveryCodes lower-case hex SHA-256 of each that was not used
     * @param displayName how the person is called, null when the account's id is all there is
     */
    record Secrets(
            @Nullable String passwordHash,
            byte @Nullable [] secondFactor,
            List<String> recoveryCodes,
            @Nullable String displayName) {
        @Override
        public String toString() {
            return "Secrets[hidden]";
        }
    }
}
