package dev.chancery.query.web.people;

import dev.chancery.query.contracts.AccountView;
import dev.chancery.query.contracts.AccountsView;
import dev.chancery.query.contracts.Query;
import dev.chancery.query.web.people.PeopleDesk.Given;
import dev.chancery.query.web.people.PeopleDesk.Issued;
import dev.chancery.query.web.people.PeopleDesk.Wanted;
import dev.chancery.query.web.people.PeopleDesk.WantedToken;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who is known here, and what they may. */
@RestController
@RequestMapping("/api/people")
final class PeopleApi {

    private final PeopleDesk people;

    PeopleApi(PeopleDesk people) {
        this.people = people;
    }

    @GetMapping
    AccountsView all(
            @RequestParam @Nullable String after, @RequestParam(defaultValue = "" + Query.PAGE_LIMIT) int limit) {
        return people.all(after, limit);
    }

    @GetMapping("/{id}")
    AccountView one(@PathVariable String id) {
        return people.one(id);
    }

    /**
     * Somebody to be made known.
     *
     * @param account what he signs in with, no person's name
     * @param name how he is called, null when that is not to be kept
     * @param local whether he has a password here; null for yes
     */
    record Opening(
            @Nullable String account,
            @Nullable String name,
            @Nullable Boolean local,
            @Nullable List<Wanted> roles) {}

    /** Answers 201 with a password that is told once; 409 when there is such an account or the roles do not go together. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Given open(@RequestBody Opening opening, Principal by) {
        return people.open(opening.account(), opening.name(), opening.local(), opening.roles(), by.getName());
    }

    /** Roles to be had. */
    record Roles(@Nullable List<Wanted> roles, @Nullable String reason) {}

    /** Gives these roles in the place of those that there are. Open sessions and tokens have them at once. */
    @PutMapping("/{id}/roles")
    AccountView setRoles(@PathVariable String id, @RequestBody Roles roles, Principal by) {
        people.setRoles(id, roles.roles(), roles.reason(), by.getName());
        return people.one(id);
    }

    /** Why. */
    record Why(@Nullable String reason) {}

    /** Ends its sessions and tokens at once. */
    @PostMapping("/{id}/close")
    AccountView close(@PathVariable String id, @RequestBody Why why, Principal by) {
        people.close(id, why.reason(), by.getName());
        return people.one(id);
    }

    @PostMapping("/{id}/reopen")
    AccountView reopen(@PathVariable String id, @RequestBody Why why, Principal by) {
        people.reopen(id, why.reason(), by.getName());
        return people.one(id);
    }

    /** Forgets the person of a closed account: the name, and what proved him. The record keeps what the account did. */
    @PostMapping("/{id}/forget")
    AccountView forget(@PathVariable String id, @RequestBody Why why, Principal by) {
        people.forget(id, why.reason(), by.getName());
        return people.one(id);
    }

    /** A password to begin with again, told once. */
    @PostMapping("/{id}/password")
    Given resetPassword(@PathVariable String id, Principal by) {
        return people.resetPassword(id, by.getName());
    }

    @DeleteMapping("/{id}/second-factor")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void resetSecondFactor(
            @PathVariable String id, @RequestParam(defaultValue = "lost by its person") String reason, Principal by) {
        people.resetSecondFactor(id, reason, by.getName());
    }

    /** A token of an account, told once. */
    @PostMapping("/{id}/tokens")
    @ResponseStatus(HttpStatus.CREATED)
    Issued issue(@PathVariable String id, @RequestBody WantedToken token, Principal by) {
        return people.issue(id, token, by.getName());
    }

    @DeleteMapping("/{id}/tokens/{token}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(
            @PathVariable String id,
            @PathVariable String token,
            @RequestParam(defaultValue = "revoked by an administrator") String reason,
            Principal by) {
        people.revoke(id, token, reason, by.getName());
    }
}
