package dev.chancery.query.web.people;

import dev.chancery.contracts.fact.Role;
import dev.chancery.contracts.fact.RoleGrant;
import dev.chancery.query.contracts.AccountView;
import dev.chancery.query.web.Problem;
import dev.chancery.query.web.people.OwnAccount.Enrolment;
import dev.chancery.query.web.people.OwnAccount.RecoveryCodes;
import dev.chancery.query.web.people.PeopleDesk.Issued;
import dev.chancery.query.web.people.PeopleDesk.WantedToken;
import dev.chancery.query.web.security.Access;
import dev.chancery.query.web.security.Accounts.Account;
import dev.chancery.query.web.security.Standing;
import dev.chancery.query.web.security.Standings;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** One's own account. What proves the person is changed in a session alone. */
@RestController
@RequestMapping("/api/account")
final class AccountApi {

    private final OwnAccount own;
    private final PeopleDesk people;
    private final Standings standings;
    private final Access access;

    AccountApi(OwnAccount own, PeopleDesk people, Standings standings, Access access) {
        this.own = own;
        this.people = people;
        this.standings = standings;
        this.access = access;
    }

    /**
     * Who asks.
     *
     * @param grants in force; of a token those that it may use
     */
    record Self(
            String account,
            List<RoleGrant> grants,
            boolean local,
            boolean readOnly,
            boolean temporaryPassword,
            boolean secondFactor,
            int recoveryCodesLeft) {}

    @GetMapping
    Self self(Principal person) {
        Account account = own.of(person);
        Optional<Standing> standing = standings.of(person);
        return new Self(
                account.id().value(),
                standing.map(Standing::grants).orElse(List.of()),
                account.local(),
                standing.map(Standing::readOnly).orElse(true),
                account.temporaryPassword(),
                account.secondFactor(),
                own.recoveryCodesLeft(person));
    }

    /** The old password and the new one. */
    record Passwords(@Nullable String old, @Nullable String password) {
        @Override
        public String toString() {
            return "Passwords[hidden]";
        }
    }

    @PostMapping("/password")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void password(@RequestBody Passwords passwords, Principal person, HttpServletRequest request) {
        own.changePassword(person, passwords.old(), passwords.password(), request);
    }

    /** What an authenticator app is to be given; nothing changes before a code of it was confirmed. */
    @PostMapping("/second-factor")
    Enrolment enrol(Principal person) {
        return own.enrol(person);
    }

    /** The password and a code, or a reason. */
    record Proof(
            @Nullable String password,
            @Nullable String code,
            @Nullable String reason) {
        @Override
        public String toString() {
            return "Proof[hidden]";
        }
    }

    /** Answers with recovery codes, told once. */
    @PostMapping("/second-factor/confirmation")
    RecoveryCodes confirm(@RequestBody Proof proof, Principal person, HttpServletRequest request) {
        return own.confirm(person, proof.password(), proof.code(), request);
    }

    @PostMapping("/second-factor/removal")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@RequestBody Proof proof, Principal person, HttpServletRequest request) {
        own.removeSecondFactor(person, proof.password(), proof.reason(), request);
    }

    @GetMapping("/tokens")
    List<AccountView.Token> tokens(Principal person) {
        return people.one(person.getName()).tokens();
    }

    /** A token of one's own, told once. */
    @PostMapping("/tokens")
    @ResponseStatus(HttpStatus.CREATED)
    Issued issue(@RequestBody WantedToken token, Principal person) {
        OwnAccount.himself(person);
        if (token.roles() != null
                && !standings.of(person).map(Standing::roles).orElseThrow().containsAll(token.roles())) {
            throw Problem.invalid("A token has no role that you have not.");
        }
        return people.issue(person.getName(), token, person.getName());
    }

    @DeleteMapping("/tokens/{token}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(
            @PathVariable String token,
            @RequestParam(defaultValue = "revoked by its person") String reason,
            Principal person) {
        people.revoke(person.getName(), token, reason, person.getName());
    }

    /** A permission. */
    record May(String what, List<Role> roles, List<String> requests) {}

    /** Who may do what. */
    @GetMapping("/roles")
    List<May> roles() {
        return access.permissions().stream()
                .map(permission -> new May(
                        permission.what(),
                        List.copyOf(permission.roles()),
                        permission.lines().stream().map(String::valueOf).toList()))
                .toList();
    }
}
