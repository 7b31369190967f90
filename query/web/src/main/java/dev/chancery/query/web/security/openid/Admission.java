package dev.chancery.query.web.security.openid;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.command.AccountCommand;
import dev.chancery.contracts.command.AccountCommand.CloseAccount;
import dev.chancery.contracts.command.AccountCommand.OpenAccount;
import dev.chancery.contracts.command.AccountCommand.ReopenAccount;
import dev.chancery.contracts.command.AccountCommand.SetRoles;
import dev.chancery.contracts.command.Command;
import dev.chancery.contracts.event.AccountEvent.AccountClosed;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.fact.SignInRefusal;
import dev.chancery.contracts.log.AccountSecrets;
import dev.chancery.contracts.log.AccountSecrets.Secrets;
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.query.web.security.Accounts;
import dev.chancery.query.web.security.Accounts.Account;
import dev.chancery.query.web.security.openid.NotAdmitted.Why;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;

/**
 * Lets a person in for whom the provider vouches. His account is opened when he comes for the first time, and at each sign-in it has
 * the roles that his groups give him then. Whoever has a role from outside was made known here, and his groups say nothing.
 */
final class Admission {

    /** Who did it, as the record names it. */
    static final String BY = "openid";

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    private static final int REMEMBERED = 10_000;
    private static final Duration ONE_RECORD = Duration.ofMinutes(1);
    private static final String REASON = "The groups at the OpenID provider";
    private static final String NO_GROUP = "None of the groups at the OpenID provider opens anything any more";

    private final OpenIdSettings settings;
    private final Accounts accounts;
    private final EventLog log;
    private final Consumer<Command> commands;
    private final BiConsumer<AccountId, SignInRefusal> refusals;
    private final AccountSecrets names;
    private final InstantSource clock;

    /** When the last refusal of an account was recorded: who is vouched for and not let in could fill the record. */
    private final Map<AccountId, Instant> recorded = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<AccountId, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * @param commands takes a command and comes back when it is done and {@code accounts} knows; throws what {@code Desk.act} throws
     * @param refusals keeps that an account was not let in
     * @param names where people's names are kept
     */
    Admission(
            OpenIdSettings settings,
            Accounts accounts,
            EventLog log,
            Consumer<Command> commands,
            BiConsumer<AccountId, SignInRefusal> refusals,
            AccountSecrets names,
            InstantSource clock) {
        this.settings = settings;
        this.accounts = accounts;
        this.log = log;
        this.commands = commands;
        this.refusals = refusals;
        this.names = names;
        this.clock = clock;
    }

    /**
     * Lets the person in.
     *
     * @return the account, with its roles
     * @throws NotAdmitted when not
     */
    Account admit(Vouched person) {
        Account account = let(person);
        call(account, person.name());
        return account;
    }

    private Account let(Vouched person) {
        try {
            return once(person);
        } catch (ErrorResponseException e) {
            if (e.getStatusCode() != HttpStatus.CONFLICT) {
                throw refused(person.account(), e);
            }
            // He came by two doors at once, and the other was first.
            try {
                return once(person);
            } catch (ErrorResponseException again) {
                throw refused(person.account(), again);
            }
        } catch (RecordUnavailable e) {
            throw new NotAdmitted(Why.RECORD_AWAY);
        }
    }

    private Account once(Vouched person) {
        AccountId id = person.account();
        Optional<Account> known = accounts.find(id);
        if (known.isPresent()) {
            return known(known.get(), settings.grants(person.groups()));
        }
        List<RoleGrant> grants = settings.grants(person.groups());
        if (grants.isEmpty()) {
            throw new NotAdmitted(Why.NO_GROUP, Why.NO_GROUP.sentence(), id);
        }
        commands.accept(new OpenAccount(id, false, grants, BY));
        return found(id);
    }

    private Account known(Account account, List<RoleGrant> grants) {
        if (account.local()) {
            throw not(Why.CLOSED, account, SignInRefusal.NOT_VOUCHED_FOR);
        }
        if (isFromOutside(account)) {
            return fromOutside(account);
        }
        if (account.closed() && !wasClosedHere(account.id())) {
            throw not(Why.CLOSED, account, SignInRefusal.CLOSED);
        }
        if (grants.isEmpty()) {
            close(account);
            throw not(Why.NO_GROUP, account, SignInRefusal.NOT_VOUCHED_FOR);
        }
        if (!account.grants().equals(grants)) {
            commands.accept(new SetRoles(account.id(), grants, REASON, BY));
        }
        if (account.closed()) {
            commands.accept(new ReopenAccount(account.id(), REASON, BY));
        }
        return found(account.id());
    }

    private Account fromOutside(Account account) {
        if (account.closed()) {
            throw not(Why.CLOSED, account, SignInRefusal.CLOSED);
        }
        if (account.grants().stream().noneMatch(grant -> grant.isInForce(clock.instant()))) {
            throw not(Why.OVER, account, SignInRefusal.NO_ROLE);
        }
        return account;
    }

    /** So that his tokens and his open sessions are worth nothing either. He stays out whether it can be recorded or not. */
    private void close(Account account) {
        if (account.closed()) {
            return;
        }
        try {
            commands.accept(new CloseAccount(account.id(), NO_GROUP, BY));
        } catch (ErrorResponseException | RecordUnavailable e) {
            LOG.atWarn()
                    .addKeyValue("account", account.id())
                    .setCause(e)
                    .log("An account whose person has no group any more could not be closed");
        }
    }

    private Account found(AccountId id) {
        return accounts.find(id).orElseThrow(() -> new NotAdmitted(Why.RECORD_AWAY));
    }

    private static boolean isFromOutside(Account account) {
        return account.grants().stream()
                .anyMatch(grant -> grant.role() == Role.REGULATOR || grant.role() == Role.AUDITOR);
    }

    /** What a person has closed, no group opens. */
    private boolean wasClosedHere(AccountId id) {
        List<Event> events = log.state(AccountCommand.STREAM + id.value());
        return events.stream()
                .filter(AccountClosed.class::isInstance)
                .map(AccountClosed.class::cast)
                .reduce((earlier, later) -> later)
                .filter(closed -> closed.by().equals(BY))
                .isPresent();
    }

    /** Keeps how the person is called, beside the record; without it he is called by his account. */
    private void call(Account account, @Nullable String name) {
        try {
            Secrets kept = names.find(account.id()).orElse(new Secrets(null, null, List.of(), null));
            if (name != null && !name.equals(kept.displayName())) {
                names.keep(
                        account.id(),
                        new Secrets(kept.passwordHash(), kept.secondFactor(), kept.recoveryCodes(), name));
            }
        } catch (RecordUnavailable e) {
            LOG.atWarn().addKeyValue("account", account.id()).setCause(e).log("The name of a person could not be kept");
        }
    }

    private NotAdmitted not(Why why, Account account, SignInRefusal cause) {
        if (isToRecord(account.id())) {
            refusals.accept(account.id(), cause);
        }
        return new NotAdmitted(why, why.sentence(), account.id());
    }

    private boolean isToRecord(AccountId id) {
        Instant now = clock.instant();
        synchronized (recorded) {
            Instant last = recorded.get(id);
            if (last != null && now.isBefore(last.plus(ONE_RECORD))) {
                return false;
            }
            recorded.put(id, now);
            return true;
        }
    }

    private static NotAdmitted refused(AccountId id, ErrorResponseException e) {
        if (e.getStatusCode().is5xxServerError()) {
            return new NotAdmitted(Why.RECORD_AWAY);
        }
        return new NotAdmitted(
                Why.ROLES, Why.ROLES.sentence() + " " + e.getBody().getDetail(), id);
    }
}
