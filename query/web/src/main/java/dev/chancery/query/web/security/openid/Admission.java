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
import dev.chancery.contracts.log.EventLog;
import dev.chancery.contracts.log.RecordUnavailable;
import dev.chancery.query.web.security.Accounts;
import dev.chancery.query.web.security.Accounts.Account;
import dev.chancery.query.web.security.openid.NotAdmitted.Why;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
    private static final String REASON = "The groups at the OpenID provider";
    private static final String NO_GROUP = "None of the groups at the OpenID provider opens anything any more";

    private final OpenIdSettings settings;
    private final Accounts accounts;
    private final EventLog log;
    private final Consumer<Command> commands;
    private final BiConsumer<AccountId, SignInRefusal> refusals;
    private final InstantSource clock;

    /**
     * @param commands takes a command and comes back when it is done and {@code accounts} knows; throws what {@code Desk.act} throws
     * @param refusals keeps that an account was not let in
     */
    Admission(
            OpenIdSettings settings,
            Accounts accounts,
            EventLog log,
            Consumer<Command> commands,
            BiConsumer<AccountId, SignInRefusal> refusals,
            InstantSource clock) {
        this.settings = settings;
        this.accounts = accounts;
        this.log = log;
        this.commands = commands;
        this.refusals = refusals;
        this.clock = clock;
    }

    /**
     * Lets the person in.
     *
     * @return the account, with its roles
     * @throws NotAdmitted when not
     */
    Account admit(Vouched person) {
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

    private NotAdmitted not(Why why, Account account, SignInRefusal cause) {
        refusals.accept(account.id(), cause);
        return new NotAdmitted(why, why.sentence(), account.id());
    }

    private static NotAdmitted refused(AccountId id, ErrorResponseException e) {
        if (e.getStatusCode().is5xxServerError()) {
            return new NotAdmitted(Why.RECORD_AWAY);
        }
        return new NotAdmitted(
                Why.ROLES, Why.ROLES.sentence() + " " + e.getBody().getDetail(), id);
    }
}
