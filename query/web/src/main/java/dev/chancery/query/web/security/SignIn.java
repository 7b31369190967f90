package dev.chancery.query.web.security;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.Id;
import dev.chancery.contracts.fact.SignInMethod;
import dev.chancery.contracts.fact.SignInRefusal;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.AccountSecrets.Secrets;
import dev.chancery.query.web.security.Accounts.Account;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Whether a name, a password and a code prove a local account. The answer to whatever is wrong is the same in words and in time,
 * so that it does not tell whether there is such an account; the record has the cause.
 */
@Component
public final class SignIn {

    /** Longest password, in characters. A longer one is wrong before it costs anything. */
    static final int LONGEST = 128;

    /** So many passwords are looked at in one moment; each takes 19 MiB. */
    private static final int AT_ONCE = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What came of an attempt. */
    public sealed interface Answer {}

    /** Proven. */
    public record Proven(Account account, SignInMethod method) implements Answer {}

    /** The password is right, and a code is to follow. */
    public record CodeNeeded(AccountId account) implements Answer {}

    /** Not proven; how is told nobody. */
    public record Refused() implements Answer {}

    /** Not looked at, as there were too many. */
    public record Wait(Duration pause) implements Answer {}

    private final Accounts accounts;
    private final AccountSecrets secrets;
    private final SecondFactor codes;
    private final SignInThrottle throttle;
    private final Visits visits;
    private final InstantSource clock;
    private final SignInSettings settings;
    private final PasswordEncoder encoder = Passwords.encoder();
    private final String nobody = String.valueOf(encoder.encode("the password of nobody"));
    private final Semaphore room = new Semaphore(AT_ONCE, true);

    SignIn(
            Accounts accounts,
            AccountSecrets secrets,
            SecondFactor codes,
            SignInThrottle throttle,
            Visits visits,
            InstantSource clock,
            SignInSettings settings) {
        this.accounts = accounts;
        this.secrets = secrets;
        this.codes = codes;
        this.throttle = throttle;
        this.visits = visits;
        this.clock = clock;
        this.settings = settings;
    }

    /** Looks at a name and a password. */
    public Answer password(String name, String password, String address) {
        Duration pause = throttle.attempt(address, name);
        if (!pause.isZero()) {
            return new Wait(pause);
        }
        Optional<Account> account = known(name);
        Optional<Secrets> kept = account.filter(Account::local).flatMap(found -> secrets.find(found.id()));
        String hash = kept.map(SignIn::hash).orElse(nobody);
        Optional<Boolean> matches = matches(password, hash);
        if (matches.isEmpty()) {
            return new Wait(PATIENCE);
        }
        Optional<SignInRefusal> refusal =
                account.flatMap(found -> refusal(found, matches.get() && !hash.equals(nobody)));
        if (account.isEmpty() || refusal.isPresent()) {
            refusal.ifPresent(cause -> visits.refused(account.get().id(), SignInMethod.PASSWORD, cause));
            return new Refused();
        }
        throttle.succeeded(address, name);
        rehash(account.get().id(), password, hash);
        return account.get().secondFactor()
                ? new CodeNeeded(account.get().id())
                : new Proven(account.get(), SignInMethod.PASSWORD);
    }

    /** Looks at the code that follows a password. */
    public Answer code(AccountId id, String code) {
        // By account and from everywhere: whoever is here has its password.
        Duration pause = throttle.attempt("code of " + id, "");
        Optional<Account> account = known(id.value());
        if (!pause.isZero()) {
            return new Wait(pause);
        }
        if (account.isEmpty()) {
            return new Refused();
        }
        Optional<SignInRefusal> refusal = refusal(account.get(), true)
                .or(() -> codes.use(id, code) ? Optional.empty() : Optional.of(SignInRefusal.WRONG_CODE));
        if (refusal.isPresent()) {
            visits.refused(id, SignInMethod.PASSWORD_AND_CODE, refusal.get());
            return new Refused();
        }
        throttle.succeeded("code of " + id, "");
        return new Proven(account.get(), SignInMethod.PASSWORD_AND_CODE);
    }

    /** Whether a password is the one of an account, for whoever is signed in and changes what proves him. */
    public boolean isPassword(AccountId id, String password) {
        return throttle.attempt("password of " + id, "").isZero()
                && secrets.find(id)
                        .map(SignIn::hash)
                        .flatMap(hash -> matches(password, hash))
                        .filter(matches -> matches)
                        .map(matches -> {
                            throttle.succeeded("password of " + id, "");
                            return true;
                        })
                        .orElse(false);
    }

    private Optional<Account> known(String name) {
        // Whoever is to come by a provider has no password here, whatever is kept.
        return Id.isValid(name)
                ? accounts.find(new AccountId(name)).filter(account -> settings.permitsPassword(account.id()))
                : Optional.empty();
    }

    private static @Nullable String hash(Secrets kept) {
        return kept.passwordHash();
    }

    private Optional<SignInRefusal> refusal(Account account, boolean right) {
        if (!right) {
            return Optional.of(SignInRefusal.WRONG_PASSWORD);
        }
        if (account.closed()) {
            return Optional.of(SignInRefusal.CLOSED);
        }
        return account.grants().stream().anyMatch(grant -> grant.isInForce(clock.instant()))
                ? Optional.empty()
                : Optional.of(SignInRefusal.NO_ROLE);
    }

    private Optional<Boolean> matches(String password, String hash) {
        try {
            if (!room.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            boolean tooLong = password.length() > LONGEST;
            return Optional.of(encoder.matches(tooLong ? "" : password, hash) && !tooLong);
        } finally {
            room.release();
        }
    }

    /** What was hashed in an older way is hashed anew while the password is at hand. */
    private void rehash(AccountId id, String password, String hash) {
        if (encoder.upgradeEncoding(hash)) {
            String anew = encoder.encode(password);
            secrets.find(id)
                    .filter(now -> hash.equals(now.passwordHash()))
                    .ifPresent(now -> secrets.keep(
                            id, new Secrets(anew, now.secondFactor(), now.recoveryCodes(), now.displayName())));
        }
    }
}
