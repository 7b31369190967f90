package dev.chancery.query.web.people;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.command.AccountCommand.RecordPassword;
import dev.chancery.contracts.command.AccountCommand.RecordSecondFactor;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.AccountSecrets.Secrets;
import dev.chancery.query.web.Desk;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.security.Accounts;
import dev.chancery.query.web.security.Accounts.Account;
import dev.chancery.query.web.security.Entrance;
import dev.chancery.query.web.security.NewPassword;
import dev.chancery.query.web.security.Passwords;
import dev.chancery.query.web.security.Person;
import dev.chancery.query.web.security.SecondFactor;
import dev.chancery.query.web.security.SignIn;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * What somebody keeps of his own account. Whatever proves him is changed in a session alone, and after the password was given again:
 * neither a token nor an unlocked screen is enough.
 */
@Component
public final class OwnAccount {

    /** So long an enrolment may take. */
    private static final Duration ENROLMENT = Duration.ofMinutes(15);

    private static final int AT_ONCE = 1_000;

    private record Begun(byte[] secret, Instant since) {}

    private final Desk desk;
    private final Accounts accounts;
    private final AccountSecrets secrets;
    private final SignIn signIn;
    private final SecondFactor codes;
    private final Entrance entrance;
    private final InstantSource clock;
    private final Map<AccountId, Begun> enrolments = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountId, Begun> eldest) {
            return size() > AT_ONCE;
        }
    };

    OwnAccount(
            Desk desk,
            Accounts accounts,
            AccountSecrets secrets,
            SignIn signIn,
            SecondFactor codes,
            Entrance entrance,
            InstantSource clock) {
        this.desk = desk;
        this.accounts = accounts;
        this.secrets = secrets;
        this.signIn = signIn;
        this.codes = codes;
        this.entrance = entrance;
        this.clock = clock;
    }

    /**
     * What an authenticator app is to be given.
     *
     * @param secret in base 32, to be typed
     * @param uri to be shown as a picture
     */
    public record Enrolment(String secret, String uri) {
        @Override
        public String toString() {
            return "Enrolment[hidden]";
        }
    }

    /** Codes for the day on which the app is lost. They are shown here and never again; each is good once. */
    public record RecoveryCodes(List<String> codes) {
        @Override
        public String toString() {
            return "RecoveryCodes[hidden]";
        }
    }

    /** The account of whoever asks. */
    public Account of(Principal person) {
        return accounts.find(account(person)).orElseThrow(() -> Problem.notFound("account", person.getName()));
    }

    /** How many recovery codes are left. */
    public int recoveryCodesLeft(Principal person) {
        return secrets.find(account(person))
                .map(kept -> kept.recoveryCodes().size())
                .orElse(0);
    }

    /** Changes the password. Other sessions of the account end. */
    public void changePassword(
            Principal person, @Nullable String old, @Nullable String wanted, HttpServletRequest request) {
        Account account = local(person);
        proven(account, old);
        String password = wanted == null ? "" : wanted;
        NewPassword.problem(account.id(), password, String.valueOf(old)).ifPresent(problem -> {
            throw Problem.of(HttpStatus.BAD_REQUEST, "password-not-taken", problem);
        });
        Secrets kept = kept(account);
        String hash = Passwords.encoder().encode(password);
        desk.act(new RecordPassword(account.id(), false, person.getName()));
        keep(account, new Secrets(hash, kept.secondFactor(), kept.recoveryCodes(), kept.displayName()));
        entrance.renew(account.id(), request);
    }

    /** Begins to enrol an authenticator app. Nothing changes before a code of it was given. */
    public Enrolment enrol(Principal person) {
        Account account = local(person);
        if (account.secondFactor()) {
            throw Problem.conflict("enrolled", "There is a second factor. Remove it first to enrol another.");
        }
        synchronized (enrolments) {
            Begun begun = begun(account.id()).orElseGet(() -> new Begun(codes.newSecret(), clock.instant()));
            enrolments.put(account.id(), begun);
            return new Enrolment(SecondFactor.base32(begun.secret()), SecondFactor.uri(account.id(), begun.secret()));
        }
    }

    /** Enrols the app of which a code is. From then on a code is asked for at each sign-in. Other sessions end. */
    public RecoveryCodes confirm(
            Principal person, @Nullable String password, @Nullable String code, HttpServletRequest request) {
        Account account = local(person);
        proven(account, password);
        byte[] secret;
        synchronized (enrolments) {
            secret = begun(account.id())
                    .map(Begun::secret)
                    .orElseThrow(() -> Problem.conflict(
                            "enrolment-over", "The enrolment took too long. Begin again, with a new picture."));
        }
        if (!codes.isCode(secret, code == null ? "" : code)) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "code-wrong",
                    "The code is not one of this app at this time. Look whether the clock of the phone is right.");
        }
        List<String> recovery = codes.newRecoveryCodes();
        Secrets kept = kept(account);
        desk.act(new RecordSecondFactor(account.id(), true, null, person.getName()));
        secrets.keep(account.id(), new Secrets(kept.passwordHash(), secret, digests(recovery), kept.displayName()));
        // The code was seen, perhaps by others too; it lets nobody in.
        codes.use(account.id(), code == null ? "" : code);
        synchronized (enrolments) {
            enrolments.remove(account.id());
        }
        entrance.renew(account.id(), request);
        return new RecoveryCodes(recovery);
    }

    /** Takes the second factor away. Other sessions end. */
    public void removeSecondFactor(
            Principal person, @Nullable String password, @Nullable String reason, HttpServletRequest request) {
        Account account = local(person);
        proven(account, password);
        if (!account.secondFactor()) {
            throw Problem.conflict("no-second-factor", "The account has no second factor.");
        }
        Secrets kept = kept(account);
        desk.act(new RecordSecondFactor(account.id(), false, desk.reason(reason), person.getName()));
        secrets.keep(account.id(), new Secrets(kept.passwordHash(), null, List.of(), kept.displayName()));
        entrance.renew(account.id(), request);
    }

    /** Who does something to his own account that only he himself may: in a session. */
    public static Person himself(Principal person) {
        return Person.of(person)
                .filter(known -> known.token() == null)
                .orElseThrow(() -> Problem.of(
                        HttpStatus.FORBIDDEN,
                        "sign-in-needed",
                        "With a token nobody changes what proves him, and makes no further tokens. Sign in."));
    }

    private Account local(Principal person) {
        himself(person);
        Account account = of(person);
        if (!account.local()) {
            throw Problem.conflict(
                    "no-password-here",
                    "Your account is vouched for by a provider; password and second factor are kept there.");
        }
        return account;
    }

    private void proven(Account account, @Nullable String password) {
        if (!signIn.isPassword(account.id(), password == null ? "" : password)) {
            throw Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "password-wrong",
                    "The password that you have is another, or it was tried too often. Wait a moment and try again.");
        }
    }

    /** What was recorded and then not kept is taken back: a password of another's making does not become one's own. */
    private void keep(Account account, Secrets now) {
        try {
            secrets.keep(account.id(), now);
        } catch (RuntimeException e) {
            if (account.temporaryPassword()) {
                desk.act(new RecordPassword(account.id(), true, account.id().value()));
            }
            throw e;
        }
    }

    private Optional<Begun> begun(AccountId account) {
        return Optional.ofNullable(enrolments.get(account))
                .filter(begun -> clock.instant().isBefore(begun.since().plus(ENROLMENT)));
    }

    private Secrets kept(Account account) {
        return secrets.find(account.id()).orElse(new Secrets(null, null, List.of(), null));
    }

    private static List<String> digests(List<String> recovery) {
        return recovery.stream().map(SecondFactor::digest).toList();
    }

    private static AccountId account(Principal person) {
        return Person.of(person).map(Person::account).orElseThrow(() -> Problem.notFound("account", person.getName()));
    }
}
