package dev.chancery.query.web.console;

import dev.chancery.contracts.AccountId;
import dev.chancery.contracts.fact.Role;
import dev.chancery.query.contracts.AccountView;
import dev.chancery.query.contracts.AccountsView;
import dev.chancery.query.web.people.PeopleDesk;
import dev.chancery.query.web.people.PeopleDesk.Wanted;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who is known here: the list, and the page of one account. What is secret is shown in the answer to the form and nowhere else. */
@Controller
final class PeoplePage {

    private static final int PAGE = 100;
    private static final int VISITS = 20;

    private final PeopleDesk people;

    PeoplePage(PeopleDesk people) {
        this.people = people;
    }

    @GetMapping("/people")
    String show(@RequestParam @Nullable String after, Model page) {
        AccountsView found = people.all(after, PAGE);
        page.addAttribute("accounts", found.accounts());
        page.addAttribute("next", found.after());
        page.addAttribute("roles", Role.values());
        page.addAttribute("words", Words.ROLES);
        return "people";
    }

    @PostMapping("/people")
    String open(
            @RequestParam(defaultValue = "") String account,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(required = false) @Nullable List<Role> role,
            @RequestParam(defaultValue = "") String system,
            @RequestParam @Nullable LocalDate until,
            Principal by,
            Model page,
            HttpServletResponse response) {
        try {
            page.addAttribute("given", people.open(account, name, true, wanted(role, system, until), by.getName()));
            return one(account, page);
        } catch (ErrorResponseException e) {
            wrong(e, page, response);
            page.addAttribute("typed", List.of(account, name, system));
            page.addAttribute("chosen", role == null ? List.of() : role);
            return show(null, page);
        }
    }

    @GetMapping("/people/{id}")
    String one(@PathVariable String id, Model page) {
        AccountView account = people.one(id);
        page.addAttribute("account", account);
        page.addAttribute("name", people.name(new AccountId(account.account())).orElse(null));
        page.addAttribute("visits", people.visits(id, false, null, VISITS).visits());
        page.addAttribute("roles", Role.values());
        page.addAttribute(
                "held", account.grants().stream().map(grant -> grant.role()).toList());
        page.addAttribute("words", Words.ROLES);
        return "person";
    }

    @PostMapping("/people/{id}/roles")
    String roles(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable List<Role> role,
            @RequestParam(defaultValue = "") String system,
            @RequestParam @Nullable LocalDate until,
            @RequestParam(defaultValue = "") String reason,
            Principal by,
            Model page,
            HttpServletResponse response) {
        return done(id, page, response, () -> {
            people.setRoles(id, wanted(role, system, until), reason, by.getName());
            return null;
        });
    }

    @PostMapping("/people/{id}/close")
    String close(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String reason,
            Principal by,
            Model page,
            HttpServletResponse response) {
        return done(id, page, response, () -> {
            people.close(id, reason, by.getName());
            return null;
        });
    }

    @PostMapping("/people/{id}/reopen")
    String reopen(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String reason,
            Principal by,
            Model page,
            HttpServletResponse response) {
        return done(id, page, response, () -> {
            people.reopen(id, reason, by.getName());
            return null;
        });
    }

    @PostMapping("/people/{id}/password")
    String password(@PathVariable String id, Principal by, Model page, HttpServletResponse response) {
        return done(id, page, response, () -> page.addAttribute("given", people.resetPassword(id, by.getName())));
    }

    @PostMapping("/people/{id}/second-factor")
    String secondFactor(
            @PathVariable String id,
            @RequestParam(defaultValue = "") String reason,
            Principal by,
            Model page,
            HttpServletResponse response) {
        return done(id, page, response, () -> {
            people.resetSecondFactor(id, reason, by.getName());
            return null;
        });
    }

    @PostMapping("/people/{id}/tokens")
    String issue(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable List<Role> roles,
            @RequestParam(defaultValue = "false") boolean readOnly,
            @RequestParam @Nullable LocalDate until,
            @RequestParam(defaultValue = "") String label,
            Principal by,
            Model page,
            HttpServletResponse response) {
        return done(
                id,
                page,
                response,
                () -> page.addAttribute(
                        "issued", people.issue(id, AccountPage.token(roles, readOnly, until, label), by.getName())));
    }

    @PostMapping("/people/{id}/tokens/{token}/revoke")
    String revoke(
            @PathVariable String id,
            @PathVariable String token,
            @RequestParam(defaultValue = "revoked by an administrator") String reason,
            Principal by,
            Model page,
            HttpServletResponse response) {
        return done(id, page, response, () -> {
            people.revoke(id, token, reason, by.getName());
            return null;
        });
    }

    /** Does something and shows the account; a page that tells a secret is no redirect, as nothing keeps the secret meanwhile. */
    private String done(String id, Model page, HttpServletResponse response, Supplier<@Nullable Object> act) {
        try {
            if (act.get() == null) {
                return "redirect:/people/{id}";
            }
        } catch (ErrorResponseException e) {
            wrong(e, page, response);
        }
        return one(id, page);
    }

    /** The limits are those of the roles that have limits. */
    private static List<Wanted> wanted(@Nullable List<Role> roles, String system, @Nullable LocalDate until) {
        Instant end = until == null
                ? null
                : until.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return roles == null
                ? List.of()
                : roles.stream()
                        .map(role -> new Wanted(
                                role,
                                (role == Role.REGULATOR || role == Role.AUDITOR) && !system.isBlank() ? system : null,
                                end))
                        .toList();
    }

    private static void wrong(ErrorResponseException e, Model page, HttpServletResponse response) {
        response.setStatus(e.getStatusCode().value());
        page.addAttribute("wrong", e.getBody().getDetail());
    }
}
