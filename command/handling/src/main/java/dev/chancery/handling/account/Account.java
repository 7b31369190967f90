package dev.chancery.handling.account;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.chancery.contracts.command.AccountCommand;
import dev.chancery.contracts.command.AccountCommand.CloseAccount;
import dev.chancery.contracts.command.AccountCommand.ForgetAccount;
import dev.chancery.contracts.command.AccountCommand.IssueToken;
import dev.chancery.contracts.command.AccountCommand.OpenAccount;
import dev.chancery.contracts.command.AccountCommand.RecordPassword;
import dev.chancery.contracts.command.AccountCommand.RecordRefusedSignIn;
import dev.chancery.contracts.command.AccountCommand.RecordSecondFactor;
import dev.chancery.contracts.command.AccountCommand.ReopenAccount;
import dev.chancery.contracts.command.AccountCommand.RevokeToken;
import dev.chancery.contracts.command.AccountCommand.SetRoles;
import dev.chancery.contracts.event.AccountEvent;
import dev.chancery.contracts.event.AccountEvent.AccountClosed;
import dev.chancery.contracts.event.AccountEvent.AccountForgotten;
import dev.chancery.contracts.event.AccountEvent.AccountOpened;
import dev.chancery.contracts.event.AccountEvent.AccountReopened;
import dev.chancery.contracts.event.AccountEvent.PasswordSet;
import dev.chancery.contracts.event.AccountEvent.RolesSet;
import dev.chancery.contracts.event.AccountEvent.SecondFactorEnrolled;
import dev.chancery.contracts.event.AccountEvent.SecondFactorRemoved;
import dev.chancery.contracts.event.AccountEvent.SignInRefused;
import dev.chancery.contracts.event.AccountEvent.TokenIssued;
import dev.chancery.contracts.event.AccountEvent.TokenRevoked;
import dev.chancery.contracts.event.Event;
import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.contracts.log.StreamSummary;
import dev.chancery.decisions.access.SeparationOfDuties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** Somebody who may be here, from when he is made known until he is forgotten. */
final class Account implements StreamSummary.Source {

    /** Tokens that are not revoked, those that are over too. */
    private static final int TOKENS = 100;

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // Axon reads it
    private @Nullable String stream;

    private @Nullable AccountOpened opened;
    private List<RoleGrant> grants = List.of();
    private @Nullable RolesSet roles;
    private @Nullable AccountClosed closed;
    private @Nullable AccountForgotten forgotten;
    private @Nullable SecondFactorEnrolled secondFactor;
    private final Map<String, TokenIssued> issued = new LinkedHashMap<>();
    private final Map<String, TokenRevoked> revoked = new LinkedHashMap<>();

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    void open(OpenAccount command, Administrators administrators) {
        if (opened != null) {
            throw new IllegalStateException("There is an account '" + command.account() + "' already.");
        }
        demandTogether(command.grants(), administrators.now());
        apply(new AccountOpened(command.account(), command.local(), command.grants(), command.by()));
    }

    @CommandHandler
    void setRoles(SetRoles command, Administrators administrators) {
        if (command.grants().equals(grants)) {
            return;
        }
        demandNotForgotten();
        demandTogether(command.grants(), administrators.now());
        if (administers() && !Administrators.administers(command.grants())) {
            administrators.withdraw(command.account());
        }
        apply(new RolesSet(command.account(), command.grants(), command.reason(), command.by()));
    }

    @CommandHandler
    void close(CloseAccount command, Administrators administrators) {
        if (closed != null) {
            return;
        }
        if (administers()) {
            administrators.withdraw(command.account());
        }
        apply(new AccountClosed(command.account(), command.reason(), command.by()));
    }

    @CommandHandler
    void reopen(ReopenAccount command) {
        demandNotForgotten();
        if (closed != null) {
            apply(new AccountReopened(command.account(), command.reason(), command.by()));
        }
    }

    @CommandHandler
    void forget(ForgetAccount command) {
        if (forgotten != null) {
            return;
        }
        if (closed == null) {
            throw new IllegalStateException(
                    "The account '" + command.account() + "' is open. Close it before you forget whose it was.");
        }
        apply(new AccountForgotten(command.account(), command.reason(), command.by()));
    }

    @CommandHandler
    void setPassword(RecordPassword command) {
        demandOpen();
        demandLocal();
        apply(new PasswordSet(command.account(), command.temporary(), command.by()));
    }

    @CommandHandler
    void setSecondFactor(RecordSecondFactor command) {
        if (command.enrolled()) {
            demandOpen();
            demandLocal();
            apply(new SecondFactorEnrolled(command.account(), command.by()));
        } else if (secondFactor == null) {
            throw new IllegalStateException("The account '" + command.account() + "' has no second factor.");
        } else if (command.reason() == null) {
            throw new IllegalArgumentException("Say why the second factor is removed.");
        } else {
            apply(new SecondFactorRemoved(command.account(), command.reason(), command.by()));
        }
    }

    @CommandHandler
    void issueToken(IssueToken command, Administrators administrators) {
        demandOpen();
        if (issued.containsKey(command.token())) {
            throw new IllegalStateException("There is a token " + command.token() + " already.");
        }
        if (!command.expires().isAfter(administrators.now())) {
            throw new IllegalArgumentException("The token would be over already. Give a later 'expires'.");
        }
        if (command.roles().isEmpty()) {
            throw new IllegalArgumentException("A token has at least one role.");
        }
        for (Role role : command.roles()) {
            if (grants.stream().noneMatch(grant -> grant.role() == role)) {
                throw new IllegalArgumentException("The account '" + command.account() + "' has not the role " + role
                        + ", so its tokens have not either.");
            }
        }
        if (issued.keySet().stream()
                        .filter(token -> !revoked.containsKey(token))
                        .count()
                >= TOKENS) {
            throw new IllegalStateException("The account '" + command.account() + "' has " + TOKENS
                    + " tokens that are not revoked. Revoke those that nobody needs.");
        }
        apply(new TokenIssued(
                command.account(),
                command.token(),
                command.sha256(),
                command.roles(),
                command.readOnly(),
                command.expires(),
                command.label(),
                command.by()));
    }

    @CommandHandler
    void revokeToken(RevokeToken command) {
        if (!issued.containsKey(command.token())) {
            throw new IllegalArgumentException(
                    "The account '" + command.account() + "' has no token " + command.token() + ".");
        }
        if (!revoked.containsKey(command.token())) {
            apply(new TokenRevoked(command.account(), command.token(), command.reason(), command.by()));
        }
    }

    @CommandHandler
    void refuse(RecordRefusedSignIn command) {
        apply(new SignInRefused(command.account(), command.method(), command.cause()));
    }

    private boolean administers() {
        return closed == null && Administrators.administers(grants);
    }

    private static void demandTogether(List<RoleGrant> grants, Instant now) {
        SeparationOfDuties.problem(grants, now).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }

    private void demandOpen() {
        if (closed != null) {
            throw new IllegalStateException("The account '" + closed.account() + "' is closed.");
        }
    }

    private void demandNotForgotten() {
        if (forgotten != null) {
            throw new IllegalStateException("Whose the account '" + forgotten.account()
                    + "' was is forgotten. Open another one for whoever comes.");
        }
    }

    private void demandLocal() {
        if (opened != null && !opened.local()) {
            throw new IllegalStateException("An OpenID provider vouches for the account '" + opened.account()
                    + "', which has no password here.");
        }
    }

    @Override
    public StreamSummary summary() {
        List<Event> events = new ArrayList<>(
                StreamSummary.of(opened, roles, closed, forgotten, secondFactor).events());
        events.addAll(issued.values());
        events.addAll(revoked.values());
        return new StreamSummary(events);
    }

    @EventSourcingHandler
    void on(StreamSummary summary) {
        summary.events().forEach(event -> on((AccountEvent) event));
    }

    @EventSourcingHandler
    void on(AccountEvent event) {
        switch (event) {
            case AccountOpened e -> {
                stream = AccountCommand.STREAM + e.account().value();
                opened = e;
                grants = e.grants();
            }
            case RolesSet e -> {
                roles = e;
                grants = e.grants();
            }
            case AccountClosed e -> closed = e;
            case AccountReopened ignored -> closed = null;
            case AccountForgotten e -> forgotten = e;
            case PasswordSet ignored -> {}
            case SecondFactorEnrolled e -> secondFactor = e;
            case SecondFactorRemoved ignored -> secondFactor = null;
            case TokenIssued e -> issued.put(e.token(), e);
            case TokenRevoked e -> revoked.put(e.token(), e);
            case SignInRefused ignored -> {}
        }
    }
}
